#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/path.h"

namespace moonstain {

struct FileEntry {
  std::uint64_t size_bytes = 0;
  Digest sha256;
  bool operator==(const FileEntry&) const = default;
};

/// While it lives, every file that FileWriter finishes on this thread is
/// recorded with size and digest, by its path below `root`. A worker knows by
/// it what a step made without reading anything twice. Files outside `root`
/// are not recorded. Recorders do not nest.
///
/// Who packs what it writes says what the files unpack to, so that a reader's
/// memory is known without opening them.
class WriteRecorder {
 public:
  explicit WriteRecorder(fs::path root);
  ~WriteRecorder();
  WriteRecorder(const WriteRecorder&) = delete;
  WriteRecorder& operator=(const WriteRecorder&) = delete;

  const std::map<std::string, FileEntry>& entries() const { return entries_; }

  /// All files below `folder` hold so many bytes once they are unpacked. Said
  /// once of a folder, and of none below it.
  static void unpacks_to(const fs::path& folder, std::uint64_t bytes);
  /// What the recorded files hold: as said, else their size.
  std::uint64_t unpacked_bytes() const;

 private:
  friend class FileWriter;
  /// The file's path below the current recorder's root; empty where none
  /// records it.
  static std::string name_of(const fs::path& file);

  fs::path root_;
  std::map<std::string, FileEntry> entries_;
  std::map<std::string, std::uint64_t> unpacked_;  ///< by folder, with "/"
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

/// An open file, read in pieces. A pipe is refused.
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

}  // namespace moonstain
