#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/file.h"

namespace moonstain {

/// What an object consists of: a line "SHA256 SIZE PATH\n" for each file, in
/// order of their paths (byte order), sha256 in hexadecimal, size in decimal.
/// Its own SHA-256 is the object's digest, so a listing proves itself.
std::string object_listing(const std::map<std::string, FileEntry>& files);

/// @throws Error "WHERE: ..." on text that `object_listing` does not write
std::map<std::string, FileEntry> parse_listing(std::string_view listing,
                                               std::string_view where);

/// How closely an object is looked at.
enum class Look {
  shape,    ///< names and sizes of its files; none is opened
  content,  ///< every byte is hashed
};

/// What is wrong with the object in `folder`, to be said behind "object
/// 9f2c...": " is not in the store", ": file x has changed: its sha256 is
/// 41d7..., was 0be2...", ": file y is not there, file z does not belong to
/// it". Of many files the first three are named.
///
/// @param listing  as written when it was made. Empty or not the object's own:
///                 changed files cannot be told from others, and `shape` finds
///                 nothing but that it is there
/// @param read     told after each piece of at most 1 MiB how much was hashed;
///                 what it throws ends the look
/// @return         empty when it is whole
std::string object_problem(
    const fs::path& folder, const Digest& object, std::string_view listing,
    Look look, const std::function<void(std::uint64_t bytes)>& read = {});

}  // namespace moonstain
