#include "core/base/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>

#include "core/base/error.h"
#include "core/base/file_calls.h"

namespace moonstain {

namespace {

// Who replaces the file over and over is taken for another holder.
constexpr int kMostTries = 100;

bool is_regular(const struct stat& info) { return S_ISREG(info.st_mode); }

// Whether `path` still names the open file.
bool names(const fs::path& path, int file) {
  struct stat opened, named;
  return ::fstat(file, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

void close_keeping_reason(int file) {
  const int reason = errno;
  FileCalls::current().close(file);
  errno = reason;
}

}  // namespace

std::optional<FileLock> FileLock::try_lock(const fs::path& path) {
  for (int tries = 0; tries < kMostTries; ++tries) {
    struct stat info;
    check(::lstat(path.c_str(), &info) != 0 || is_regular(info), path.native(),
          ": is no regular file, as a lock must be; remove it and repeat the "
          "command");
    const int file =
        open_or_fail(path, O_RDWR | O_CREAT | O_NOFOLLOW, "open the lock");
    if (FileCalls::current().flock(file, LOCK_EX | LOCK_NB) != 0) {
      close_keeping_reason(file);
      if (errno == EWOULDBLOCK) return std::nullopt;
      fail_call(path, "lock");
    }
    FileLock lock(file);
    if (names(path, file)) return lock;
  }
  return std::nullopt;
}

std::optional<FileLock> FileLock::try_lock_folder(const fs::path& path) {
  const int file =
      open_or_fail(path, O_RDONLY | O_DIRECTORY, "open the folder");
  if (FileCalls::current().flock(file, LOCK_EX | LOCK_NB) == 0) {
    return FileLock(file);
  }
  close_keeping_reason(file);
  if (errno == EWOULDBLOCK) return std::nullopt;
  const bool has_none = errno == EBADF || errno == EINVAL ||
                        errno == EOPNOTSUPP || errno == ENOLCK;
  if (!has_none) fail_call(path, "lock");
  return FileLock(-1);
}

bool FileLock::is_held(const fs::path& path) {
  const int file = FileCalls::current().open(
      path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0);
  if (file < 0) return false;
  const bool held = FileCalls::current().flock(file, LOCK_SH | LOCK_NB) != 0 &&
                    errno == EWOULDBLOCK;
  FileCalls::current().close(file);
  return held;
}

FileLock::~FileLock() {
  if (file_ >= 0) FileCalls::current().close(file_);
}

}  // namespace moonstain
