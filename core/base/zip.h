#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/base/path.h"

namespace moonstain {

/// The file in a zip archive that holds one, as repositories of code and
/// supplements of papers pack a table; other bytes are given back as they are,
/// and so is an Office file, whose parts are no text. Folders, and what macOS
/// lays beside a file ("__MACOSX/"), do not count.
/// @throws Error "WHERE: ..." on a damaged archive, on one with no file or with
///               several, on a file with a password or packed by other means
///               than deflate, or when more than `limit_bytes` would come out
std::string unzip_if_needed(std::string bytes, std::string_view where,
                            std::uint64_t limit_bytes = std::uint64_t{1} << 34);

/// Unpacks all files of an archive below a folder that is there.
/// @throws Error as above, also on a path that leaves the folder
void unzip_into(const fs::path& zip, std::string_view where,
                const fs::path& folder,
                std::uint64_t limit_bytes = std::uint64_t{1} << 36);

/// An archive of these files by their names in it, stored as they are, held in
/// memory. The same names and bytes give the same archive: no time is in it.
/// @throws Error on a file of more than 4 GiB
std::string zip_of(const std::map<std::string, fs::path>& files);

}  // namespace moonstain
