#pragma once

#include <optional>

#include "core/base/path.h"

namespace moonstain {

/// An exclusive flock on an open file: dies with the process, leaves no
/// stale lock behind.
class FileLock {
 public:
  /// Takes the lock if it is free. @return nothing when another holds it
  static std::optional<FileLock> try_lock(const fs::path& path);
  /// Waits for the lock.
  static FileLock lock(const fs::path& path);
  FileLock(FileLock&&) noexcept;
  FileLock& operator=(FileLock&&) noexcept;
  ~FileLock();

 private:
  explicit FileLock(int file) : file_(file) {}
  int file_;
};

}  // namespace moonstain
