#include "core/base/file_calls.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "core/base/error.h"

namespace moonstain {

int FileCalls::open(const char* path, int flags, mode_t mode) {
  return ::open(path, flags, mode);
}
ssize_t FileCalls::read(int file, void* bytes, std::size_t count) {
  return ::read(file, bytes, count);
}
ssize_t FileCalls::pread(int file, void* bytes, std::size_t count, off_t at) {
  return ::pread(file, bytes, count, at);
}
ssize_t FileCalls::write(int file, const void* bytes, std::size_t count) {
  return ::write(file, bytes, count);
}
ssize_t FileCalls::pwrite(int file, const void* bytes, std::size_t count,
                          off_t at) {
  return ::pwrite(file, bytes, count, at);
}
int FileCalls::ftruncate(int file, off_t size) {
  return ::ftruncate(file, size);
}
int FileCalls::fsync(int file) { return ::fsync(file); }
int FileCalls::syncfs(int file) { return ::syncfs(file); }
int FileCalls::flock(int file, int operation) {
  return ::flock(file, operation);
}
int FileCalls::close(int file) { return ::close(file); }
int FileCalls::rename(const char* from, const char* to) {
  return ::rename(from, to);
}
int FileCalls::mkdir(const char* path, mode_t mode) {
  return ::mkdir(path, mode);
}
int FileCalls::unlink(const char* path) { return ::unlink(path); }
int FileCalls::openat(int folder, const char* name, int flags) {
  return ::openat(folder, name, flags);
}
int FileCalls::unlinkat(int folder, const char* name, int flags) {
  return ::unlinkat(folder, name, flags);
}
int FileCalls::symlink(const char* target, const char* path) {
  return ::symlink(target, path);
}
int FileCalls::fchmodat(int folder, const char* path, mode_t mode) {
  return ::fchmodat(folder, path, mode, 0);
}

namespace {

FileCalls& operating_system() {
  static FileCalls calls;
  return calls;
}

FileCalls* current_calls = nullptr;

}  // namespace

FileCalls& FileCalls::current() {
  return current_calls != nullptr ? *current_calls : operating_system();
}

ScopedFileCalls::ScopedFileCalls(FileCalls& calls) : before_(current_calls) {
  current_calls = &calls;
}
ScopedFileCalls::~ScopedFileCalls() { current_calls = before_; }

std::string reason_words(int reason) {
  std::string_view advice;
  if (reason == ENOSPC || reason == EDQUOT) {
    advice = "; free some space and repeat the command, it goes on from here";
  } else if (reason == EROFS || reason == EACCES || reason == EPERM) {
    advice = "; check the permissions, or name another folder";
  } else if (reason == EMFILE) {
    advice = "; let a process open more of them: ulimit -n 1024";
  } else if (reason == EFBIG) {
    advice = "; the size of files is limited: ulimit -f";
  }
  return concat(std::strerror(reason), advice);
}

void fail_call(const fs::path& path, std::string_view doing) {
  const std::string reason = reason_words(errno);
  fail(path.native(), ": cannot ", doing, ": ", reason);
}

int open_or_fail(const fs::path& path, int flags, std::string_view doing,
                 mode_t mode) {
  int file;
  do {
    file = FileCalls::current().open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (file < 0 && errno == EINTR);
  if (file < 0) fail_call(path, doing);
  return file;
}

}  // namespace moonstain
