#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

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

/// Paths of all files in an archive, in the order of its list.
/// @throws Error "WHERE: ..." on what is no archive, or a damaged one
std::vector<std::string> zip_paths(const fs::path& zip, std::string_view where);

/// Unpacks the files of an archive below a folder that is there. Memory holds
/// one of them; of a path that comes twice the last is left.
/// @param wanted  of which paths; all without it
/// @throws Error as above, also on a path that leaves the folder
void unzip_into(const fs::path& zip, std::string_view where,
                const fs::path& folder,
                std::uint64_t limit_bytes = std::uint64_t{1} << 36,
                const std::function<bool(std::string_view)>& wanted = {});

/// Files by their paths as one zip archive, in order of the paths (bytes), not
/// compressed, without times, modes or owners: the same files give the same
/// bytes, whatever library packs them.
/// @param files  paths as `unzip_files` takes them
/// @throws Error on a path that it would refuse, and above 3 GiB
std::string zip_files(const std::map<std::string, std::string>& files);

/// The files of an archive that `zip_files` has made, and of no other: what it
/// gives is packed again, and every byte must be the same. So nothing hides
/// before, between or behind the files, no path comes twice, and a size is what
/// is there.
///
/// A path has '/' between its parts. None of them is empty, "." or "..", all
/// are shown as they are (core/base/text.h) and without a backslash; together
/// they have at most 1,000 bytes and 16 levels. No path is a folder of another
/// one. So each can be written below any folder, and nowhere else.
///
/// @throws Error "WHERE: ..." saying what of it is not so
std::map<std::string, std::string> unzip_files(std::string_view bytes,
                                               std::string_view where);

}  // namespace moonstain
