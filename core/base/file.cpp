#include "core/base/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/base/error.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"

namespace moonstain {

namespace {

thread_local WriteRecorder* current_recorder = nullptr;

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

}  // namespace

WriteRecorder::WriteRecorder(fs::path root) : root_(std::move(root)) {
  check(current_recorder == nullptr,
        "WriteRecorder: another one is already recording on this thread");
  current_recorder = this;
}
WriteRecorder::~WriteRecorder() { current_recorder = nullptr; }

std::string WriteRecorder::name_of(const fs::path& file) {
  if (current_recorder == nullptr) return "";
  const std::string& root = current_recorder->root_.native();
  const std::string& path = file.native();
  const bool below = path.size() > root.size() + 1 && path.starts_with(root) &&
                     path[root.size()] == '/';
  return below ? path.substr(root.size() + 1) : "";
}

void WriteRecorder::unpacks_to(const fs::path& folder, std::uint64_t bytes) {
  if (const std::string name = name_of(folder); !name.empty()) {
    current_recorder->unpacked_[name + "/"] = bytes;
  }
}

std::uint64_t WriteRecorder::unpacked_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& [folder, unpacked] : unpacked_) bytes += unpacked;
  for (const auto& [path, entry] : entries_) {
    // The last folder that does not come behind the file.
    auto folder = unpacked_.upper_bound(path);
    const bool below =
        folder != unpacked_.begin() && path.starts_with((--folder)->first);
    if (!below) bytes += entry.size_bytes;
  }
  return bytes;
}

FileWriter::FileWriter(fs::path path)
    : path_(std::move(path)),
      file_(open_or_fail(path_, O_WRONLY | O_CREAT | O_EXCL, "make the file",
                         WriteRecorder::name_of(path_).empty() ? 0666 : 0444)) {
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
  if (const std::string name = WriteRecorder::name_of(path_); !name.empty()) {
    current_recorder->entries_[name] = entry;
  }
  return entry;
}

FileReader::FileReader(fs::path path)
    // Not to wait for who would write into a pipe.
    : path_(std::move(path)),
      file_(open_or_fail(path_, O_RDONLY | O_NONBLOCK, "open")) {
  struct stat info;
  if (::fstat(file_, &info) != 0 || S_ISDIR(info.st_mode)) {
    if (S_ISDIR(info.st_mode)) errno = EISDIR;
    const int reason = errno;
    FileCalls::current().close(file_);
    errno = reason;
    fail_call(path_, "read");
  }
  if (S_ISFIFO(info.st_mode)) {
    FileCalls::current().close(file_);
    fail(path_.native(), ": is a pipe, expected a file");
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
      // A file of the kernel has no size at all.
      const std::size_t more = filled > reader.size_bytes() ? filled + 4096 : 1;
      bytes.resize(std::min<std::uint64_t>(filled + more, limit_bytes + 1));
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

}  // namespace moonstain
