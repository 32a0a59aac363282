#include "core/base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

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
int FileCalls::fsync(int file) { return ::fsync(file); }
int FileCalls::close(int file) { return ::close(file); }
int FileCalls::rename(const char* from, const char* to) {
  return ::rename(from, to);
}
int FileCalls::mkdir(const char* path, mode_t mode) {
  return ::mkdir(path, mode);
}
int FileCalls::unlink(const char* path) { return ::unlink(path); }
int FileCalls::rmdir(const char* path) { return ::rmdir(path); }
int FileCalls::symlink(const char* target, const char* path) {
  return ::symlink(target, path);
}
int FileCalls::chmod(const char* path, mode_t mode) {
  return ::chmod(path, mode);
}

namespace {

FileCalls& operating_system() {
  static FileCalls calls;
  return calls;
}

FileCalls* current_calls = nullptr;
thread_local WriteRecorder* current_recorder = nullptr;

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

[[noreturn]] void fail_call(const fs::path& path, std::string_view doing) {
  const int reason = errno;
  std::string advice;
  if (reason == ENOSPC || reason == EDQUOT) {
    advice = "; free some space and repeat the command, it goes on from here";
  } else if (reason == EROFS || reason == EACCES || reason == EPERM) {
    advice = "; check the permissions, or name another folder";
  }
  fail(path.native(), ": cannot ", doing, ": ", std::strerror(reason), advice);
}

int open_or_fail(const fs::path& path, int flags, std::string_view doing,
                 mode_t mode = 0666) {
  int file;
  do {
    file = FileCalls::current().open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (file < 0 && errno == EINTR);
  if (file < 0) fail_call(path, doing);
  return file;
}

void write_all(int file, const fs::path& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        FileCalls::current().write(file, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      fail_call(path, "write");
    }
    if (written == 0) {
      errno = ENOSPC;
      fail_call(path, "write");
    }
    bytes.remove_prefix(written);
  }
}

void list_below(const fs::path& root, const std::string& prefix,
                std::vector<std::string>& out) {
  const fs::path folder = prefix.empty() ? root : root / prefix;
  for (const std::string& name : list_folder(folder)) {
    const std::string below = prefix.empty() ? name : prefix + "/" + name;
    struct stat info;
    if (::lstat((root / below).c_str(), &info) != 0) {
      fail_call(root / below, "look at");
    }
    if (S_ISDIR(info.st_mode)) {
      list_below(root, below, out);
    } else {
      check(S_ISREG(info.st_mode), (root / below).native(),
            ": is neither a file nor a folder");
      out.push_back(below);
    }
  }
}

}  // namespace

FileCalls& FileCalls::current() {
  return current_calls != nullptr ? *current_calls : operating_system();
}

ScopedFileCalls::ScopedFileCalls(FileCalls& calls) : before_(current_calls) {
  current_calls = &calls;
}
ScopedFileCalls::~ScopedFileCalls() { current_calls = before_; }

WriteRecorder::WriteRecorder(fs::path root) : root_(std::move(root)) {
  check(current_recorder == nullptr,
        "WriteRecorder: another one is already recording on this thread");
  current_recorder = this;
}
WriteRecorder::~WriteRecorder() { current_recorder = nullptr; }

FileWriter::FileWriter(fs::path path)
    : path_(std::move(path)),
      file_(open_or_fail(path_, O_WRONLY | O_CREAT | O_EXCL, "make the file")) {
}

FileWriter::~FileWriter() {
  if (file_ >= 0) {
    FileCalls::current().close(file_);
    FileCalls::current().unlink(path_.c_str());
  }
}

void FileWriter::write(std::string_view bytes) {
  write_all(file_, path_, bytes);
  hash_.add(bytes);
  size_bytes_ += bytes.size();
}

FileEntry FileWriter::finish() {
  check(file_ >= 0, path_.native(), ": was finished before");
  const int closed = FileCalls::current().close(file_);
  file_ = -1;
  if (closed != 0) {
    const int reason = errno;
    FileCalls::current().unlink(path_.c_str());
    errno = reason;
    fail_call(path_, "close");
  }
  const FileEntry entry{size_bytes_, hash_.finish()};
  if (current_recorder != nullptr) {
    const std::string& root = current_recorder->root_.native();
    const std::string& path = path_.native();
    if (path.size() > root.size() + 1 && path.starts_with(root) &&
        path[root.size()] == '/') {
      current_recorder->entries_[path.substr(root.size() + 1)] = entry;
    }
  }
  return entry;
}

FileReader::FileReader(fs::path path)
    : path_(std::move(path)), file_(open_or_fail(path_, O_RDONLY, "open")) {
  struct stat info;
  if (::fstat(file_, &info) != 0 || S_ISDIR(info.st_mode)) {
    if (S_ISDIR(info.st_mode)) errno = EISDIR;
    const int reason = errno;
    FileCalls::current().close(file_);
    errno = reason;
    fail_call(path_, "read");
  }
  size_bytes_ = info.st_size;
}

FileReader::~FileReader() { FileCalls::current().close(file_); }

std::size_t FileReader::read(char* bytes, std::size_t count) {
  while (true) {
    const ssize_t got = FileCalls::current().read(file_, bytes, count);
    if (got >= 0) return got;
    if (errno != EINTR) fail_call(path_, "read");
  }
}

void FileReader::read_at(char* bytes, std::size_t count, std::uint64_t at) {
  while (count > 0) {
    const ssize_t got =
        FileCalls::current().pread(file_, bytes, count, static_cast<off_t>(at));
    if (got < 0) {
      if (errno == EINTR) continue;
      fail_call(path_, "read");
    }
    check(got > 0, path_.native(), ": ends at byte ", size_bytes_,
          ", expected ", count, " more byte(s) at ", at);
    bytes += got;
    count -= got;
    at += got;
  }
}

std::string read_file(const fs::path& path, std::uint64_t limit_bytes) {
  FileReader reader(path);
  check(reader.size_bytes() <= limit_bytes, path.native(), ": has ",
        reader.size_bytes(), " bytes, at most ", limit_bytes, " are read");
  std::string bytes(reader.size_bytes(), '\0');
  std::size_t filled = 0;
  while (true) {
    if (filled == bytes.size()) {
      // One byte more than the size said: the file may have grown.
      check(bytes.size() < limit_bytes + 1, path.native(), ": is longer than ",
            limit_bytes, " bytes");
      bytes.resize(bytes.size() + 1);
    }
    const std::size_t got =
        reader.read(bytes.data() + filled, bytes.size() - filled);
    if (got == 0) break;
    filled += got;
  }
  bytes.resize(filled);
  check(filled <= limit_bytes, path.native(), ": is longer than ", limit_bytes,
        " bytes");
  return bytes;
}

FileEntry write_file(const fs::path& path, std::string_view bytes) {
  FileWriter writer(path);
  writer.write(bytes);
  return writer.finish();
}

void replace_file(const fs::path& path, std::string_view bytes) {
  const fs::path folder =
      path.has_parent_path() ? path.parent_path() : fs::path(".");
  const fs::path fresh =
      folder / concat(".", path.filename().native(), ".", ::getpid(), ".new");
  FileCalls::current().unlink(fresh.c_str());
  {
    FileWriter writer(fresh);
    writer.write(bytes);
    writer.finish();
  }
  try {
    sync_path(fresh);
    rename_path(fresh, path);
  } catch (...) {
    FileCalls::current().unlink(fresh.c_str());
    throw;
  }
  sync_path(folder);
}

FileEntry hash_file(const fs::path& path) {
  FileReader reader(path);
  std::string piece(std::size_t{1} << 20, '\0');
  Sha256 hash;
  FileEntry entry;
  while (const std::size_t got = reader.read(piece.data(), piece.size())) {
    hash.add(std::string_view(piece).substr(0, got));
    entry.size_bytes += got;
  }
  entry.sha256 = hash.finish();
  return entry;
}

bool path_exists(const fs::path& path) {
  struct stat info;
  return ::stat(path.c_str(), &info) == 0;
}

bool is_folder(const fs::path& path) {
  struct stat info;
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

void make_folders(const fs::path& path) {
  if (path.empty() || is_folder(path)) return;
  make_folders(path.parent_path());
  if (FileCalls::current().mkdir(path.c_str(), 0777) != 0 &&
      !(errno == EEXIST && is_folder(path))) {
    fail_call(path, "make the folder");
  }
}

std::vector<std::string> list_folder(const fs::path& path) {
  const int file = open_or_fail(path, kFolderFlags, "open the folder");
  DIR* folder = ::fdopendir(file);
  if (folder == nullptr) {
    FileCalls::current().close(file);
    fail_call(path, "list the folder");
  }
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
    errno = 0;
  }
  const int reason = errno;
  ::closedir(folder);
  errno = reason;
  if (reason != 0) fail_call(path, "list the folder");
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> list_files(const fs::path& root) {
  std::vector<std::string> files;
  list_below(root, "", files);
  std::sort(files.begin(), files.end());
  return files;
}

void rename_path(const fs::path& from, const fs::path& to) {
  if (FileCalls::current().rename(from.c_str(), to.c_str()) != 0) {
    fail_call(from, concat("rename to ", to.native()));
  }
}

void sync_path(const fs::path& path) {
  const int file = open_or_fail(path, O_RDONLY, "open to flush");
  const int synced = FileCalls::current().fsync(file);
  const int reason = errno;
  FileCalls::current().close(file);
  errno = reason;
  if (synced != 0) fail_call(path, "flush to the disk");
}

void remove_file(const fs::path& path) {
  if (FileCalls::current().unlink(path.c_str()) != 0 && errno != ENOENT) {
    fail_call(path, "remove");
  }
}

void remove_tree(const fs::path& path) {
  struct stat info;
  if (::lstat(path.c_str(), &info) != 0) {
    if (errno == ENOENT) return;
    fail_call(path, "look at");
  }
  if (!S_ISDIR(info.st_mode)) {
    remove_file(path);
    return;
  }
  if ((info.st_mode & S_IWUSR) == 0) {
    FileCalls::current().chmod(path.c_str(), 0777);
  }
  for (const std::string& name : list_folder(path)) remove_tree(path / name);
  if (FileCalls::current().rmdir(path.c_str()) != 0 && errno != ENOENT) {
    fail_call(path, "remove the folder");
  }
}

void make_read_only(const fs::path& root) {
  struct stat info;
  if (::lstat(root.c_str(), &info) != 0) fail_call(root, "look at");
  const bool folder = S_ISDIR(info.st_mode);
  if (folder) {
    for (const std::string& name : list_folder(root)) {
      make_read_only(root / name);
    }
  }
  const mode_t mode = info.st_mode & 07555 & ~(S_IWUSR | S_IWGRP | S_IWOTH);
  if (FileCalls::current().chmod(root.c_str(), mode) != 0) {
    fail_call(root, "make read-only");
  }
}

void replace_link(const fs::path& target, const fs::path& link) {
  const fs::path folder = link.parent_path();
  const fs::path fresh =
      folder / concat(".", link.filename().native(), ".", ::getpid(), ".new");
  FileCalls::current().unlink(fresh.c_str());
  if (FileCalls::current().symlink(target.c_str(), fresh.c_str()) != 0) {
    fail_call(link, "make the link");
  }
  rename_path(fresh, link);
}

std::optional<FileLock> FileLock::try_lock(const fs::path& path) {
  const int file = open_or_fail(path, O_RDWR | O_CREAT, "open the lock");
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return FileLock(file);
  const int reason = errno;
  FileCalls::current().close(file);
  errno = reason;
  if (reason == EWOULDBLOCK) return std::nullopt;
  fail_call(path, "lock");
}

FileLock FileLock::lock(const fs::path& path) {
  const int file = open_or_fail(path, O_RDWR | O_CREAT, "open the lock");
  while (::flock(file, LOCK_EX) != 0) {
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
