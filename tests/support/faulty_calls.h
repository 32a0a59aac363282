#pragma once

#include <fcntl.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file_calls.h"

namespace moonstain {

/// Which call fails, and how.
struct Fault {
  std::string call;  ///< "write": all that change a file's bytes
  int nth = 0;       ///< from 1
  int reason = 0;    ///< errno; 0: half the bytes are done, without an error
  bool lasting = false;  ///< so do all later calls of the kind
  std::string note;      ///< a file that gets `paths`, when one has failed

  std::string text() const {
    return concat(call, " ", nth, " ", reason, " ", lasting ? 1 : 0, " ", note);
  }
};

/// $MOONSTAIN_TEST_FAULT, as `text` gives it; a fault that never comes when it
/// is not set.
inline Fault fault_of_environment() {
  Fault fault;
  if (const char* text = std::getenv("MOONSTAIN_TEST_FAULT")) {
    std::istringstream(text) >> fault.call >> fault.nth >> fault.reason >>
        fault.lasting >> fault.note;
  }
  return fault;
}

/// The kinds of calls that can be made to fail.
inline const std::vector<std::string>& faulty_kinds() {
  static const std::vector<std::string> kinds = {
      "open",   "read",   "write", "cut",   "fsync",   "close",
      "rename", "unlink", "mkdir", "rmdir", "symlink", "chmod"};
  return kinds;
}

/// Counts calls by kind, of all threads, and makes one fail. Flushes are
/// counted and not done: no power is cut.
class FaultyCalls : public FileCalls {
 public:
  explicit FaultyCalls(Fault fault = {}) : fault_(std::move(fault)) {}

  bool fired() {
    const std::lock_guard lock(mutex_);
    return fired_;
  }
  /// What the failed calls were about, a line each.
  std::string paths() {
    const std::lock_guard lock(mutex_);
    return failed_;
  }
  std::map<std::string, int> counts() {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

  int open(const char* path, int flags, mode_t mode) override {
    if (fails("open", path)) return -1;
    const int file = FileCalls::open(path, flags, mode);
    if (file >= 0) {
      const std::lock_guard lock(mutex_);
      paths_[file] = path;
    }
    return file;
  }
  ssize_t read(int file, void* bytes, std::size_t count) override {
    if (fails("read", file, &count)) return -1;
    return FileCalls::read(file, bytes, count);
  }
  ssize_t pread(int file, void* bytes, std::size_t count, off_t at) override {
    if (fails("read", file, &count)) return -1;
    return FileCalls::pread(file, bytes, count, at);
  }
  ssize_t write(int file, const void* bytes, std::size_t count) override {
    if (fails("write", file, &count)) return -1;
    return FileCalls::write(file, bytes, count);
  }
  ssize_t pwrite(int file, const void* bytes, std::size_t count,
                 off_t at) override {
    if (fails("write", file, &count)) return -1;
    return FileCalls::pwrite(file, bytes, count, at);
  }
  int ftruncate(int file, off_t size) override {
    return fails("cut", file) ? -1 : FileCalls::ftruncate(file, size);
  }
  int fsync(int file) override { return fails("fsync", file) ? -1 : 0; }
  int syncfs(int file) override { return fails("fsync", file) ? -1 : 0; }
  // The file is closed all the same, as the system does it.
  int close(int file) override {
    const bool failed = fails("close", file);
    const int reason = errno;
    const int closed = FileCalls::close(file);
    if (!failed) return closed;
    errno = reason;
    return -1;
  }
  int rename(const char* from, const char* to) override {
    return fails("rename", from) ? -1 : FileCalls::rename(from, to);
  }
  int mkdir(const char* path, mode_t mode) override {
    return fails("mkdir", path) ? -1 : FileCalls::mkdir(path, mode);
  }
  int unlink(const char* path) override {
    return fails("unlink", path) ? -1 : FileCalls::unlink(path);
  }
  int openat(int folder, const char* name, int flags) override {
    return fails("open", name) ? -1 : FileCalls::openat(folder, name, flags);
  }
  int unlinkat(int folder, const char* name, int flags) override {
    return fails((flags & AT_REMOVEDIR) != 0 ? "rmdir" : "unlink", name)
               ? -1
               : FileCalls::unlinkat(folder, name, flags);
  }
  int symlink(const char* target, const char* path) override {
    return fails("symlink", path) ? -1 : FileCalls::symlink(target, path);
  }
  int fchmodat(int folder, const char* path, mode_t mode) override {
    const bool failed =
        folder == AT_FDCWD ? fails("chmod", path) : fails("chmod", folder);
    return failed ? -1 : FileCalls::fchmodat(folder, path, mode);
  }

 private:
  bool fails(const std::string& call, int file, std::size_t* count = nullptr) {
    std::string path;
    {
      const std::lock_guard lock(mutex_);
      path = paths_[file];
    }
    return fails(call, path, count);
  }
  bool fails(const std::string& call, const std::string& path,
             std::size_t* count = nullptr) {
    const std::lock_guard lock(mutex_);
    const int nth = ++counts_[call];
    if (call != fault_.call) return false;
    if (fault_.lasting ? nth < fault_.nth : nth != fault_.nth) return false;
    if (fault_.reason == 0) {
      if (count == nullptr || *count < 2) return false;
      *count /= 2;
    }
    fired_ = true;
    failed_ += path + "\n";
    if (!fault_.note.empty()) std::ofstream(fault_.note) << failed_;
    errno = fault_.reason;
    return fault_.reason != 0;
  }

  const Fault fault_;
  std::mutex mutex_;
  std::map<std::string, int> counts_;
  std::map<int, std::string> paths_;
  std::string failed_;
  bool fired_ = false;
};

}  // namespace moonstain
