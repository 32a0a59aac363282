#include "core/base/zip.h"

#include <minizip/unzip.h>
#include <minizip/zip.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/text.h"

namespace moonstain {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 18;
constexpr std::size_t kNameBytes = std::size_t{1} << 16;
constexpr std::size_t kShownNames = 6;
// Enough of an archive for `is_zip`.
constexpr std::uint64_t kStartBytes = 64;
constexpr uLong kDeflate = 8;

constexpr std::uint64_t kMostZippedBytes = std::uint64_t{3} << 30;
constexpr std::size_t kMostZippedFiles = 20'000;
constexpr std::size_t kMostPathBytes = 1000;
constexpr std::ptrdiff_t kMostLevels = 16;
// Of an archive's entries in the list behind them: what Unix they come from.
constexpr uLong kUnixModeBits = 16;
constexpr uLong kUnixKind = 0170000;
constexpr uLong kUnixLink = 0120000;

// An Office file lists its parts in its first one.
bool is_zip(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04") &&
         !bytes.substr(std::min<std::size_t>(30, bytes.size()))
              .starts_with("[Content_Types].xml");
}

// minizip's calls for a file, on a stream of `size()` bytes of which `at` is
// next. Each kind of stream adds how it reads, or writes.
template <typename Stream>
zlib_filefunc64_def calls_on(Stream& stream) {
  zlib_filefunc64_def out{};
  out.zopen64_file = [](voidpf self, const void*, int) { return self; };
  out.ztell64_file = [](voidpf, voidpf self) {
    return static_cast<ZPOS64_T>(static_cast<Stream*>(self)->at);
  };
  out.zseek64_file = [](voidpf, voidpf self, ZPOS64_T offset, int origin) {
    auto& of = *static_cast<Stream*>(self);
    const std::size_t from = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                             : origin == ZLIB_FILEFUNC_SEEK_CUR ? of.at
                                                                : of.size();
    if (offset > of.size() - from) return -1L;
    of.at = from + offset;
    return 0L;
  };
  out.zclose_file = [](voidpf, voidpf) { return 0; };
  out.zerror_file = [](voidpf, voidpf) { return 0; };
  out.opaque = &stream;
  return out;
}

// The same on one that is read by `copy`. No exception passes minizip; it takes
// too few bytes for damage.
template <typename Stream>
zlib_filefunc64_def reading_calls_on(Stream& stream) {
  zlib_filefunc64_def out = calls_on(stream);
  out.zread_file = [](voidpf, voidpf self, void* to, uLong count) {
    auto& of = *static_cast<Stream*>(self);
    const std::size_t read = std::min<std::size_t>(count, of.size() - of.at);
    try {
      of.copy(static_cast<char*>(to), read);
    } catch (const Error&) {
      return uLong{0};
    }
    of.at += read;
    return static_cast<uLong>(read);
  };
  return out;
}

struct Bytes {
  std::string_view all;
  std::size_t at = 0;

  std::size_t size() const { return all.size(); }
  void copy(char* to, std::size_t count) const {
    std::memcpy(to, all.data() + at, count);
  }
  zlib_filefunc64_def calls() { return reading_calls_on(*this); }
};

// A file that is read where it lies.
struct FileBytes {
  FileReader file;
  std::size_t at = 0;

  std::size_t size() const { return file.size_bytes(); }
  void copy(char* to, std::size_t count) { file.read_at(to, count, at); }
  zlib_filefunc64_def calls() { return reading_calls_on(*this); }
};

struct WrittenBytes {
  std::string all;
  std::size_t at = 0;

  std::size_t size() const { return all.size(); }

  zlib_filefunc64_def calls() {
    zlib_filefunc64_def out = calls_on(*this);
    out.zread_file = [](voidpf, voidpf, void*, uLong) { return uLong{0}; };
    out.zwrite_file = [](voidpf, voidpf stream, const void* from, uLong count) {
      auto& self = *static_cast<WrittenBytes*>(stream);
      self.all.resize(std::max<std::size_t>(self.all.size(), self.at + count));
      std::memcpy(self.all.data() + self.at, from, count);
      self.at += count;
      return count;
    };
    return out;
  }
};

struct Entry {
  std::string name;
  unz_file_info64 info{};
  unz64_file_pos place{};
};

class Archive {
 public:
  // @param stream  Bytes or FileBytes, which stays where it is
  template <typename Stream>
  Archive(Stream& stream, std::string_view where)
      : where_(where), calls_(stream.calls()) {
    zip_.reset(unzOpen2_64("", &calls_));
    check(zip_ != nullptr, where_,
          ": is a zip archive without its list of files; the file is damaged "
          "or cut off");
  }

  // Its files and folders, in the order of its list.
  template <typename Each>
  void each_entry(const Each& each) {
    std::string name(kNameBytes, '\0');
    for (int state = unzGoToFirstFile(zip_.get());
         state != UNZ_END_OF_LIST_OF_FILE;
         state = unzGoToNextFile(zip_.get())) {
      Entry entry;
      if (state == UNZ_OK) {
        state = unzGetCurrentFileInfo64(zip_.get(), &entry.info, name.data(),
                                        name.size(), nullptr, 0, nullptr, 0);
      }
      check(state == UNZ_OK, where_,
            ": the list of files of its zip archive is "
            "damaged");
      entry.name = name.substr(
          0, std::min<std::size_t>(name.find('\0'), entry.info.size_filename));
      unzGetFilePos64(zip_.get(), &entry.place);
      each(std::move(entry));
    }
  }

  // All of its files.
  std::vector<Entry> files() {
    std::vector<Entry> out;
    each_entry([&](Entry entry) {
      if (entry.name.ends_with('/') || entry.name.starts_with("__MACOSX/")) {
        return;
      }
      out.push_back(std::move(entry));
    });
    return out;
  }

  // Its one file. @throws Error where it has none or several
  Entry only_file() {
    const std::vector<Entry> all = files();
    std::vector<std::string> names;
    for (const Entry& entry : all) {
      names.push_back(printable_in_line(entry.name, 60));
    }
    check(names.size() == 1, where_, ": is a zip archive of ", names.size(),
          " files", names.empty() ? "" : ": ", listed(names, kShownNames),
          "; expected one, unpack it and name the file that was meant");
    return all.front();
  }

  std::string unpacked(const Entry& entry, std::uint64_t limit_bytes) {
    const std::string inside =
        concat(where_, ": file '", printable_in_line(entry.name, 60),
               "' of its zip archive ");
    check((entry.info.flag & 1) == 0, inside,
          "has a password; unpack it and name the file inside");
    check(entry.info.compression_method == 0 ||
              entry.info.compression_method == kDeflate,
          inside, "is packed by method ", entry.info.compression_method,
          ", expected deflate (8); unpack it and name the file inside");
    check(entry.info.uncompressed_size <= limit_bytes, inside, "unpacks to ",
          entry.info.uncompressed_size, " bytes, at most ", limit_bytes,
          " are read");
    check(unzGoToFilePos64(zip_.get(), &entry.place) == UNZ_OK &&
              unzOpenCurrentFile(zip_.get()) == UNZ_OK,
          inside, "cannot be found; the archive is damaged");
    std::string out;
    int read = 0;
    do {
      const std::size_t filled = out.size();
      out.resize(filled + kPieceBytes);
      read = unzReadCurrentFile(zip_.get(), out.data() + filled, kPieceBytes);
      check(read >= 0, inside, "is damaged behind ", filled, " bytes");
      out.resize(filled + static_cast<std::size_t>(read));
    } while (read > 0);
    check(unzCloseCurrentFile(zip_.get()) == UNZ_OK &&
              out.size() == entry.info.uncompressed_size,
          inside, "is damaged: its checksum or size is another");
    return out;
  }

 private:
  struct Close {
    void operator()(unzFile zip) const { unzClose(zip); }
  };

  std::string_view where_;
  zlib_filefunc64_def calls_;
  std::unique_ptr<void, Close> zip_;
};

// What is wrong with a path of an archive; empty: nothing.
std::string path_problem(std::string_view path) {
  if (path.empty()) return "is empty";
  if (path.size() > kMostPathBytes) return "is longer than 1,000 bytes";
  if (printable_in_line(path) != path) return "holds what is not shown";
  if (path.find('\\') != std::string_view::npos) return "holds a backslash";
  if (path.front() == '/') return "begins at the root of the file system";
  if (std::ranges::count(path, '/') >= kMostLevels) {
    return "has more than 16 levels";
  }
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    if (part.empty()) return "has an empty part";
    if (part == "." || part == "..") return concat("has the part '", part, "'");
    at = end + 1;
  }
  return "";
}

// @param files  in order of their paths; none is a folder of another
void check_paths(const std::map<std::string, std::string>& files,
                 std::string_view where) {
  for (const auto& [path, bytes] : files) {
    const std::string problem = path_problem(path);
    check(problem.empty(), where, ": the path '", printable_in_line(path, 100),
          "' of one of its files ", problem);
    const auto below = files.lower_bound(path + "/");
    check(below == files.end() || !below->first.starts_with(path + "/"), where,
          ": '", path, "' is a file, and '",
          below == files.end() ? "" : below->first, "' lies below it");
  }
}

void zip_file(zipFile zip, const std::string& path, std::string_view bytes) {
  // The first day that the format has, as zeros would be no date.
  zip_fileinfo info{};
  info.tmz_date.tm_mday = 1;
  info.tmz_date.tm_year = 1980;
  bool good = zipOpenNewFileInZip64(zip, path.c_str(), &info, nullptr, 0,
                                    nullptr, 0, nullptr, 0, 0, 0) == ZIP_OK;
  while (good && !bytes.empty()) {
    const std::string_view piece = bytes.substr(0, kPieceBytes);
    good = zipWriteInFileInZip(zip, piece.data(),
                               static_cast<unsigned>(piece.size())) == ZIP_OK;
    bytes.remove_prefix(piece.size());
  }
  check(good && zipCloseFileInZip(zip) == ZIP_OK, "a zip archive: '", path,
        "' cannot be packed");
}

}  // namespace

std::string zip_files(const std::map<std::string, std::string>& files) {
  check_paths(files, "a zip archive");
  std::uint64_t size_bytes = 0;
  for (const auto& [path, bytes] : files) size_bytes += bytes.size();
  check(size_bytes <= kMostZippedBytes && files.size() <= kMostZippedFiles,
        "a zip archive: ", files.size(), " files with ", size_bytes,
        " bytes; at most ", kMostZippedFiles, " with ", kMostZippedBytes,
        " are packed");
  WrittenBytes written;
  zlib_filefunc64_def calls = written.calls();
  const zipFile zip = zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &calls);
  check(zip != nullptr, "a zip archive: cannot be begun");
  try {
    for (const auto& [path, bytes] : files) zip_file(zip, path, bytes);
  } catch (const Error&) {
    zipClose(zip, nullptr);
    throw;
  }
  check(zipClose(zip, nullptr) == ZIP_OK, "a zip archive: cannot be ended");
  return std::move(written.all);
}

std::map<std::string, std::string> unzip_files(std::string_view bytes,
                                               std::string_view where) {
  Bytes stream{bytes};
  Archive archive(stream, where);
  std::vector<Entry> entries;
  std::uint64_t size_bytes = 0;
  archive.each_entry([&](Entry entry) {
    const auto says = [&] {
      return concat(where, ": file '", printable_in_line(entry.name, 60),
                    "' in it ");
    };
    check((entry.info.external_fa >> kUnixModeBits & kUnixKind) != kUnixLink,
          says(), "is a link; files alone are taken");
    check(entry.info.compression_method == 0 && entry.info.flag == 0, says(),
          "is packed or locked; expected its bytes as they are");
    check(entry.info.uncompressed_size <= bytes.size() - size_bytes, says(),
          "is said to have ", entry.info.uncompressed_size,
          " bytes, which are not there");
    size_bytes += entry.info.uncompressed_size;
    check(entries.size() < kMostZippedFiles, where, ": has more than ",
          kMostZippedFiles, " files");
    entries.push_back(std::move(entry));
  });
  std::map<std::string, std::string> files;
  for (const Entry& entry : entries) {
    check(
        files.emplace(entry.name, archive.unpacked(entry, bytes.size())).second,
        where, ": holds '", printable_in_line(entry.name, 100), "' twice");
  }
  check_paths(files, where);
  check(zip_files(files) == bytes, where,
        ": holds bytes that are of none of its files; it was changed, or other "
        "hands have packed it");
  return files;
}

std::string unzip_if_needed(std::string bytes, std::string_view where,
                            std::uint64_t limit_bytes) {
  if (!is_zip(bytes)) return bytes;
  Bytes stream{bytes};
  Archive archive(stream, where);
  return archive.unpacked(archive.only_file(), limit_bytes);
}

namespace {

void check_is_zip(FileReader& file, std::string_view where) {
  std::string start(std::min<std::uint64_t>(file.size_bytes(), kStartBytes),
                    '\0');
  file.read_at(start.data(), start.size(), 0);
  check(is_zip(start), where, ": is no zip archive");
}

}  // namespace

std::vector<std::string> zip_paths(const fs::path& zip,
                                   std::string_view where) {
  FileBytes stream{FileReader(zip)};
  check_is_zip(stream.file, where);
  Archive archive(stream, where);
  std::vector<std::string> out;
  for (Entry& entry : archive.files()) out.push_back(std::move(entry.name));
  return out;
}

void unzip_into(const fs::path& zip, std::string_view where,
                const fs::path& folder, std::uint64_t limit_bytes,
                const std::function<bool(std::string_view)>& wanted) {
  FileBytes stream{FileReader(zip)};
  check_is_zip(stream.file, where);
  Archive archive(stream, where);
  std::uint64_t left = limit_bytes;
  for (const Entry& entry : archive.files()) {
    if (wanted && !wanted(entry.name)) continue;
    const fs::path inner(entry.name);
    const bool leaves =
        inner.is_absolute() || inner.lexically_normal() != inner ||
        std::find(inner.begin(), inner.end(), "..") != inner.end();
    check(!leaves && is_plain(entry.name, kNameBytes), where,
          ": its zip archive has a file '", printable_in_line(entry.name, 60),
          "', whose path leaves the archive");
    const std::string unpacked = archive.unpacked(entry, left);
    left -= unpacked.size();
    make_folders((folder / inner).parent_path());
    if (path_exists(folder / inner)) remove_file(folder / inner);
    write_file(folder / inner, unpacked);
  }
}

}  // namespace moonstain
