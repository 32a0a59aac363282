#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <string>
#include <string_view>

#include "core/base/path.h"

namespace moonstain {

/// The calls by which Moonstain changes, reads and flushes files, SQLite's own
/// among them (core/engine/store/sqlite_files.h). All go through the current
/// one, so that a test can make the n-th call fail, or know what a power cut
/// would leave. The default forwards to the operating system. Calls that only
/// look (stat, readlink, readdir) are not among them.
class FileCalls {
 public:
  virtual ~FileCalls() = default;
  virtual int open(const char* path, int flags, mode_t mode);
  virtual ssize_t read(int file, void* bytes, std::size_t count);
  virtual ssize_t pread(int file, void* bytes, std::size_t count, off_t at);
  virtual ssize_t write(int file, const void* bytes, std::size_t count);
  virtual ssize_t pwrite(int file, const void* bytes, std::size_t count,
                         off_t at);
  virtual int ftruncate(int file, off_t size);
  virtual int fsync(int file);
  /// All of the file system that `file` lies on.
  virtual int syncfs(int file);
  virtual int flock(int file, int operation);
  virtual int close(int file);
  virtual int rename(const char* from, const char* to);
  virtual int mkdir(const char* path, mode_t mode);
  virtual int unlink(const char* path);
  /// `name` in the open folder.
  virtual int openat(int folder, const char* name, int flags);
  /// With AT_REMOVEDIR an empty folder.
  virtual int unlinkat(int folder, const char* name, int flags);
  virtual int symlink(const char* target, const char* path);
  /// `path` below the open folder, or by itself with AT_FDCWD.
  virtual int fchmodat(int folder, const char* path, mode_t mode);

  static FileCalls& current();
};

/// Puts `calls` in the place of the current FileCalls while it lives.
class ScopedFileCalls {
 public:
  explicit ScopedFileCalls(FileCalls& calls);
  ~ScopedFileCalls();
  ScopedFileCalls(const ScopedFileCalls&) = delete;
  ScopedFileCalls& operator=(const ScopedFileCalls&) = delete;

 private:
  FileCalls* before_;
};

/// A reason of the system (errno) in words, with advice where there is some (a
/// full disk: how to go on).
std::string reason_words(int reason);

/// For who uses FileCalls without the functions below: throws what they throw.
/// @throws Error "PATH: cannot DOING: REASON" from errno, as `reason_words`
[[noreturn]] void fail_call(const fs::path& path, std::string_view doing);

/// An open file, also after signals; closed on exec.
int open_or_fail(const fs::path& path, int flags, std::string_view doing,
                 mode_t mode = 0666);

}  // namespace moonstain
