#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"

namespace moonstain {

namespace fs = std::filesystem;

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
  virtual int rmdir(const char* path);
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

/// For who uses FileCalls without the functions below: throws what they throw.
/// @throws Error "PATH: cannot DOING: REASON" from errno, with advice where
///               there is some (a full disk: how to go on)
[[noreturn]] void fail_call(const fs::path& path, std::string_view doing);

struct FileEntry {
  std::uint64_t size_bytes = 0;
  Digest sha256;
  bool operator==(const FileEntry&) const = default;
};

/// While it lives, every file that FileWriter finishes on this thread is
/// recorded with size and digest, by its path below `root`. A worker knows by
/// it what a step made without reading anything twice. Files outside `root`
/// are not recorded. Recorders do not nest.
class WriteRecorder {
 public:
  explicit WriteRecorder(fs::path root);
  ~WriteRecorder();
  WriteRecorder(const WriteRecorder&) = delete;
  WriteRecorder& operator=(const WriteRecorder&) = delete;

  const std::map<std::string, FileEntry>& entries() const { return entries_; }

 private:
  friend class FileWriter;
  /// The file's path below the current recorder's root; empty where none
  /// records it.
  static std::string name_of(const fs::path& file);

  fs::path root_;
  std::map<std::string, FileEntry> entries_;
};

/// A new file, written once from front to end and hashed on the way. Where a
/// WriteRecorder records it, nobody may write it again: it is read-only from
/// the beginning, so that publishing it needs no call for it.
///
/// @throws Error (all members) naming path, call and the system's reason; for
///               a full disk also how to go on
class FileWriter {
 public:
  /// The file must not exist; its folder must.
  explicit FileWriter(fs::path path);
  /// Closes and removes the file unless `finish` was called.
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  void write(std::string_view bytes);
  /// Closes with a check; the file is not yet flushed to the disk.
  FileEntry finish();

 private:
  fs::path path_;
  int file_ = -1;
  Sha256 hash_;
  std::uint64_t size_bytes_ = 0;
};

/// An open file, read in pieces.
class FileReader {
 public:
  explicit FileReader(fs::path path);
  ~FileReader();
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;

  /// Up to `count` bytes; 0 at the end.
  std::size_t read(char* bytes, std::size_t count);
  /// Exactly `count` bytes at `at`. @throws Error when the file is shorter
  void read_at(char* bytes, std::size_t count, std::uint64_t at);
  std::uint64_t size_bytes() const { return size_bytes_; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
  int file_ = -1;
  std::uint64_t size_bytes_ = 0;
};

/// The whole file. @throws Error when it is missing, unreadable or longer
/// than `limit_bytes`
std::string read_file(const fs::path& path,
                      std::uint64_t limit_bytes = std::uint64_t{1} << 34);

/// A new file with these bytes (FileWriter in one call).
FileEntry write_file(const fs::path& path, std::string_view bytes);

/// Old content or new, never a part: temporary name beside it, flush, rename,
/// flush of the folder.
void replace_file(const fs::path& path, std::string_view bytes);

/// Size and digest of a file on disk, read in pieces.
FileEntry hash_file(const fs::path& path);

bool path_exists(const fs::path& path);
bool is_folder(const fs::path& path);

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
/// Takes write permission from a folder and all in it.
void make_read_only(const fs::path& root);
/// Puts a symbolic link in place, over an older one.
void replace_link(const fs::path& target, const fs::path& link);

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

/// Reads gzip (RFC 1952, several members allowed) if the bytes begin with its
/// magic, else gives the bytes back as they are.
/// @throws Error "WHERE: ..." on a truncated or damaged stream, or when more
///               than `limit_bytes` would come out
std::string gunzip_if_needed(std::string bytes, std::string_view where,
                             std::uint64_t limit_bytes = std::uint64_t{1}
                                                         << 34);

/// gzip with a fixed level and no name or time, so that the same bytes give
/// the same bytes.
std::string gzip(std::string_view bytes);

}  // namespace moonstain
