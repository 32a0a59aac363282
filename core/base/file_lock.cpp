#include "core/base/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <utility>

#include "core/base/file_calls.h"

namespace moonstain {

std::optional<FileLock> FileLock::try_lock(const fs::path& path) {
  const int file = open_or_fail(path, O_RDWR | O_CREAT, "open the lock");
  if (FileCalls::current().flock(file, LOCK_EX | LOCK_NB) == 0) {
    return FileLock(file);
  }
  const int reason = errno;
  FileCalls::current().close(file);
  errno = reason;
  if (reason == EWOULDBLOCK) return std::nullopt;
  fail_call(path, "lock");
}

FileLock FileLock::lock(const fs::path& path) {
  const int file = open_or_fail(path, O_RDWR | O_CREAT, "open the lock");
  while (FileCalls::current().flock(file, LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    const int reason = errno;
    FileCalls::current().close(file);
    errno = reason;
    fail_call(path, "lock");
  }
  return FileLock(file);
}

FileLock::FileLock(FileLock&& other) noexcept
    : file_(std::exchange(other.file_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

FileLock::~FileLock() {
  if (file_ >= 0) FileCalls::current().close(file_);
}

}  // namespace moonstain
