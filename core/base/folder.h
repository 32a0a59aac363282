#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// Makes the folder and those above it; nothing if it is there.
void make_folders(const fs::path& path);

/// The same, and flushes the entry of each folder it makes, so that a power
/// cut does not take what is flushed below it.
void make_folders_durably(const fs::path& path);

/// Names in a folder, sorted by bytes.
std::vector<std::string> list_folder(const fs::path& path);

/// Relative paths of all regular files below `root`, sorted by bytes.
/// @throws Error on anything that is neither file nor folder
std::vector<std::string> list_files(const fs::path& root);

void rename_path(const fs::path& from, const fs::path& to);
/// Flushes a file, or the entries of a folder, to the disk. A file system that
/// cannot flush a folder by itself (EINVAL) does so with its files.
void sync_path(const fs::path& path);
/// Flushes all of the file system that `folder` lies on.
void sync_file_system(const fs::path& folder);
void remove_file(const fs::path& path);
/// Removes a folder with all in it, whatever its modes and however deep or long
/// its paths are; nothing if it is not there. No link is followed. What cannot
/// be removed stays, with the folders above it, and the rest goes all the same.
/// @throws Error about the first that stays
void remove_tree(const fs::path& path);
/// The same. @return the error's text; empty: all is gone
std::string try_remove_tree(const fs::path& path);

/// What a tree takes of a disk.
struct TreeSize {
  std::uint64_t bytes = 0;    ///< of its files; holes take none
  std::uint64_t entries = 0;  ///< files, folders and what else has a name
};
/// What lies below a folder, of whatever depth. A file with n names counts a
/// n-th for each; what cannot be looked at, or goes meanwhile, does not count.
/// @param enough  it looks no further once there is more than this
TreeSize tree_size(const fs::path& folder, const TreeSize& enough);
/// Takes write permission from a folder and all in it; links stay as they are.
void make_read_only(const fs::path& root);
/// Puts a symbolic link in place, over an older one.
void replace_link(const fs::path& target, const fs::path& link);

}  // namespace moonstain
