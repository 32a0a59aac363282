#pragma once

#include <optional>
#include <utility>

#include "core/base/path.h"

namespace moonstain {

/// An exclusive flock on an open file or folder: dies with the process, leaves
/// no stale lock behind.
class FileLock {
 public:
  /// Takes the lock if it is free. The file is made where it is missing; a link
  /// is not followed. A lock on a file that was removed or replaced meanwhile
  /// would exclude nobody: it is taken again, on the file that is there.
  ///
  /// @return      nothing when another holds it
  /// @throws Error "PATH: is no regular file, as a lock must be; remove it and
  ///               repeat the command"
  static std::optional<FileLock> try_lock(const fs::path& path);
  /// The same with a folder, which must be there. On a file system that locks
  /// no folders (NFS) it locks nothing and says that it did.
  static std::optional<FileLock> try_lock_folder(const fs::path& path);
  /// Whether somebody holds it. Nothing is written; false where there is no
  /// such file or it cannot be opened.
  static bool is_held(const fs::path& path);

  FileLock(FileLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FileLock& operator=(FileLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~FileLock();

 private:
  explicit FileLock(int file) : file_(file) {}
  int file_;
};

}  // namespace moonstain
