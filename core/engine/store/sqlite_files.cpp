#include "core/engine/store/sqlite_files.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <utility>

#include "core/base/error.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"

namespace moonstain {

namespace {

/// What SQLite has open, by number: its calls name a file by that alone.
class OpenFiles {
 public:
  void opened(int file, const std::string& path) {
    const std::lock_guard lock(mutex_);
    paths_[file] = path;
  }
  void closed(int file) {
    const std::lock_guard lock(mutex_);
    paths_.erase(file);
  }
  std::string path(int file) {
    const std::lock_guard lock(mutex_);
    const auto found = paths_.find(file);
    return found != paths_.end() ? found->second : "a file";
  }
  /// Any of those that are open on the path: a flush is of the file, not of the
  /// number. @return -1 when there is none
  int file(const std::string& path) {
    const std::lock_guard lock(mutex_);
    for (const auto& [file, name] : paths_) {
      if (name == path) return file;
    }
    return -1;
  }

 private:
  std::mutex mutex_;
  std::map<int, std::string> paths_;
};

OpenFiles& open_files() {
  static OpenFiles files;
  return files;
}

/// The Error's text of the last call that failed. Not by thread: a connection
/// is opened on one and used on another.
class LastFailure {
 public:
  void set(const char* text) {
    const std::lock_guard lock(mutex_);
    text_ = text;
  }
  std::string take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(text_, {});
  }

 private:
  std::mutex mutex_;
  std::string text_;
};

LastFailure& last_failure() {
  static LastFailure failure;
  return failure;
}

// Keeps errno, from which SQLite makes its own code.
template <typename Path>
void keep_failure(Path path, std::string_view doing) {
  const int reason = errno;
  try {
    fail_call(path(), doing);
  } catch (const Error& e) {
    last_failure().set(e.what());
  }
  errno = reason;
}

template <typename Result>
Result watched(int file, Result result, std::string_view doing) {
  if (result < 0 && errno != EINTR) {
    keep_failure([&] { return open_files().path(file); }, doing);
  }
  return result;
}

// In the place of the system calls that SQLite's "unix" makes.

int open_call(const char* path, int flags, int mode) {
  const int file =
      FileCalls::current().open(path, flags, static_cast<mode_t>(mode));
  if (file >= 0) {
    open_files().opened(file, path);
  } else if (errno != EINTR && errno != ENOENT) {
    keep_failure([&] { return path; }, "open");
  }
  return file;
}
int close_call(int file) {
  open_files().closed(file);
  return FileCalls::current().close(file);
}
ssize_t read_call(int file, void* bytes, std::size_t count) {
  return watched(file, FileCalls::current().read(file, bytes, count), "read");
}
ssize_t pread_call(int file, void* bytes, std::size_t count, off_t at) {
  return watched(file, FileCalls::current().pread(file, bytes, count, at),
                 "read");
}
ssize_t write_call(int file, const void* bytes, std::size_t count) {
  return watched(file, FileCalls::current().write(file, bytes, count), "write");
}
ssize_t pwrite_call(int file, const void* bytes, std::size_t count, off_t at) {
  return watched(file, FileCalls::current().pwrite(file, bytes, count, at),
                 "write");
}
int ftruncate_call(int file, off_t size) {
  return watched(file, FileCalls::current().ftruncate(file, size), "cut");
}
int unlink_call(const char* path) {
  const int result = FileCalls::current().unlink(path);
  if (result != 0 && errno != ENOENT) {
    keep_failure([&] { return path; }, "remove");
  }
  return result;
}

template <typename Call>
void replace_call(sqlite3_vfs* vfs, const char* name, Call call) {
  // A name that this build of SQLite does not use is refused: nothing is lost.
  vfs->xSetSystemCall(vfs, name, reinterpret_cast<sqlite3_syscall_ptr>(call));
}

static_assert(sizeof(off_t) == 8, "pread and pread64 must be one");

// A file of the VFS: ours, and right behind it that of "unix".
struct File {
  sqlite3_file base;
  bool new_name;  ///< its folder's entry may not have reached the disk
  std::string* path;
  sqlite3_file* inner() {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(this) +
                                           sizeof(File));
  }
};
static_assert(sizeof(File) % 8 == 0);

sqlite3_vfs* inner_vfs = nullptr;

File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
sqlite3_file* in(sqlite3_file* file) { return of(file).inner(); }

bool sync_folder_of(const std::string& path) {
  try {
    sync_path(fs::path(path).parent_path());
    return true;
  } catch (const Error& e) {
    last_failure().set(e.what());
    return false;
  }
}

// "unix" flushes by calls that cannot be replaced.
int sync_file(sqlite3_file* file, int flags) {
  File& ours = of(file);
  const int number = open_files().file(*ours.path);
  if (number < 0) return in(file)->pMethods->xSync(in(file), flags);  // no name
  if (watched(number, FileCalls::current().fsync(number),
              "flush to the disk") != 0) {
    return SQLITE_IOERR_FSYNC;
  }
  if (ours.new_name) {
    if (!sync_folder_of(*ours.path)) return SQLITE_IOERR_DIR_FSYNC;
    ours.new_name = false;
  }
  return SQLITE_OK;
}

int close_file(sqlite3_file* file) {
  const int result = in(file)->pMethods->xClose(in(file));
  delete of(file).path;
  return result;
}

const sqlite3_io_methods kMethods = {
    3,
    close_file,
    [](sqlite3_file* f, void* bytes, int count, sqlite3_int64 at) {
      return in(f)->pMethods->xRead(in(f), bytes, count, at);
    },
    [](sqlite3_file* f, const void* bytes, int count, sqlite3_int64 at) {
      return in(f)->pMethods->xWrite(in(f), bytes, count, at);
    },
    [](sqlite3_file* f, sqlite3_int64 size) {
      return in(f)->pMethods->xTruncate(in(f), size);
    },
    sync_file,
    [](sqlite3_file* f, sqlite3_int64* size) {
      return in(f)->pMethods->xFileSize(in(f), size);
    },
    [](sqlite3_file* f, int lock) {
      return in(f)->pMethods->xLock(in(f), lock);
    },
    [](sqlite3_file* f, int lock) {
      return in(f)->pMethods->xUnlock(in(f), lock);
    },
    [](sqlite3_file* f, int* reserved) {
      return in(f)->pMethods->xCheckReservedLock(in(f), reserved);
    },
    [](sqlite3_file* f, int what, void* value) {
      return in(f)->pMethods->xFileControl(in(f), what, value);
    },
    [](sqlite3_file* f) { return in(f)->pMethods->xSectorSize(in(f)); },
    [](sqlite3_file* f) {
      return in(f)->pMethods->xDeviceCharacteristics(in(f));
    },
    [](sqlite3_file* f, int page, int bytes, int extend, void volatile** map) {
      return in(f)->pMethods->xShmMap(in(f), page, bytes, extend, map);
    },
    [](sqlite3_file* f, int at, int count, int flags) {
      return in(f)->pMethods->xShmLock(in(f), at, count, flags);
    },
    [](sqlite3_file* f) { in(f)->pMethods->xShmBarrier(in(f)); },
    [](sqlite3_file* f, int remove) {
      return in(f)->pMethods->xShmUnmap(in(f), remove);
    },
    // No memory map: what is read by one cannot be made to fail.
    [](sqlite3_file*, sqlite3_int64, int, void** page) {
      *page = nullptr;
      return SQLITE_OK;
    },
    [](sqlite3_file*, sqlite3_int64, void*) { return SQLITE_OK; },
};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags,
              int* opened) {
  File& ours = of(file);
  ours.base.pMethods = nullptr;
  constexpr int kJournals =
      SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  const int result = inner_vfs->xOpen(inner_vfs, name, in(file), flags, opened);
  if (result != SQLITE_OK) {
    // "unix" may have it open in part.
    if (in(file)->pMethods != nullptr) in(file)->pMethods->xClose(in(file));
    return result;
  }
  ours.path = new (std::nothrow) std::string(name != nullptr ? name : "");
  if (ours.path == nullptr) {
    in(file)->pMethods->xClose(in(file));
    return SQLITE_NOMEM;
  }
  ours.new_name = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & kJournals) != 0;
  ours.base.pMethods = &kMethods;
  return SQLITE_OK;
}

int remove_file_of(sqlite3_vfs*, const char* name, int sync_folder) {
  const int result = inner_vfs->xDelete(inner_vfs, name, 0);
  if (result != SQLITE_OK || sync_folder == 0) return result;
  return sync_folder_of(name) ? SQLITE_OK : SQLITE_IOERR_DIR_FSYNC;
}

sqlite3_vfs make_vfs() {
  inner_vfs = sqlite3_vfs_find("unix");
  check(inner_vfs != nullptr && inner_vfs->iVersion >= 3,
        "SQLite has no file layer 'unix' of version 3");
  replace_call(inner_vfs, "open", open_call);
  replace_call(inner_vfs, "close", close_call);
  replace_call(inner_vfs, "read", read_call);
  replace_call(inner_vfs, "pread", pread_call);
  replace_call(inner_vfs, "pread64", pread_call);
  replace_call(inner_vfs, "write", write_call);
  replace_call(inner_vfs, "pwrite", pwrite_call);
  replace_call(inner_vfs, "pwrite64", pwrite_call);
  replace_call(inner_vfs, "ftruncate", ftruncate_call);
  replace_call(inner_vfs, "unlink", unlink_call);
  sqlite3_vfs vfs = *inner_vfs;
  vfs.zName = "moonstain";
  vfs.pNext = nullptr;
  vfs.szOsFile = static_cast<int>(sizeof(File)) + inner_vfs->szOsFile;
  vfs.xOpen = open_file;
  vfs.xDelete = remove_file_of;
  return vfs;
}

}  // namespace

const char* sqlite_files() {
  static sqlite3_vfs vfs = [] {
    check(sqlite3_initialize() == SQLITE_OK, "SQLite cannot be started");
    return make_vfs();
  }();
  static const bool registered = sqlite3_vfs_register(&vfs, 0) == SQLITE_OK;
  check(registered, "SQLite does not take our file layer");
  return vfs.zName;
}

std::string sqlite_reason(sqlite3* db) {
  if (db == nullptr) return "out of memory";
  std::string reason = sqlite3_errmsg(db);
  const int code = sqlite3_errcode(db) & 0xff;
  // SQLite takes what cannot be read for damaged, and what cannot be opened for
  // writing for read-only.
  const bool file_failed = code == SQLITE_IOERR || code == SQLITE_FULL ||
                           code == SQLITE_CANTOPEN || code == SQLITE_READONLY ||
                           code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  const std::string failure = file_failed ? last_failure().take() : "";
  if (!failure.empty()) {
    reason += concat(": ", failure);
  } else if (code == SQLITE_FULL) {
    reason += "; free some space and repeat the command";
  }
  return reason;
}

}  // namespace moonstain
