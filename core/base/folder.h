#pragma once

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
/// Removes a folder with all in it, also where it is read-only; nothing if it
/// is not there.
void remove_tree(const fs::path& path);
/// Takes write permission from a folder and all in it; links stay as they are.
void make_read_only(const fs::path& root);
/// Puts a symbolic link in place, over an older one.
void replace_link(const fs::path& target, const fs::path& link);

}  // namespace moonstain
