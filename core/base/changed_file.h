#pragma once

#include <string>

#include "core/base/file.h"

namespace moonstain {

/// How a file of the right name came to have other bytes than it must have, to
/// be put behind an error; empty where it is not known. Told are the pointers
/// and pages of `file_kind`, and line ends that were changed, as git does.
///
/// @return "; its lines end in \r\n, those of the file that is meant in \n",
///         "; it is a Git LFS pointer to a file of 12 bytes: `git lfs pull` in
///         its repository fetches the file itself"
std::string how_changed(const fs::path& path, const FileEntry& meant);

}  // namespace moonstain
