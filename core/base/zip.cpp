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
constexpr uLong kDeflate = 8;

// An Office file lists its parts in its first one.
bool is_zip(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04") &&
         !bytes.substr(std::min<std::size_t>(30, bytes.size()))
              .starts_with("[Content_Types].xml");
}

// minizip's calls for a file, on bytes in memory.
struct Bytes {
  std::string_view all;
  std::size_t at = 0;

  zlib_filefunc64_def calls() {
    zlib_filefunc64_def out{};
    out.zopen64_file = [](voidpf self, const void*, int) { return self; };
    out.zread_file = [](voidpf, voidpf stream, void* to, uLong count) {
      auto& self = *static_cast<Bytes*>(stream);
      const std::size_t read =
          std::min<std::size_t>(count, self.all.size() - self.at);
      std::memcpy(to, self.all.data() + self.at, read);
      self.at += read;
      return static_cast<uLong>(read);
    };
    out.ztell64_file = [](voidpf, voidpf stream) {
      return static_cast<ZPOS64_T>(static_cast<Bytes*>(stream)->at);
    };
    out.zseek64_file = [](voidpf, voidpf stream, ZPOS64_T offset, int origin) {
      auto& self = *static_cast<Bytes*>(stream);
      const std::size_t from = origin == ZLIB_FILEFUNC_SEEK_SET ? 0
                               : origin == ZLIB_FILEFUNC_SEEK_CUR
                                   ? self.at
                                   : self.all.size();
      if (offset > self.all.size() - from) return -1L;
      self.at = from + offset;
      return 0L;
    };
    out.zclose_file = [](voidpf, voidpf) { return 0; };
    out.zerror_file = [](voidpf, voidpf) { return 0; };
    out.opaque = this;
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
  Archive(std::string_view bytes, std::string_view where)
      : where_(where), bytes_{bytes}, calls_(bytes_.calls()) {
    zip_.reset(unzOpen2_64("", &calls_));
    check(zip_ != nullptr, where_,
          ": is a zip archive without its list of files; the file is damaged "
          "or cut off");
  }

  // All of its files.
  std::vector<Entry> files() {
    std::vector<Entry> out;
    for (int state = unzGoToFirstFile(zip_.get());
         state != UNZ_END_OF_LIST_OF_FILE;
         state = unzGoToNextFile(zip_.get())) {
      Entry entry;
      std::string name(kNameBytes, '\0');
      if (state == UNZ_OK) {
        state = unzGetCurrentFileInfo64(zip_.get(), &entry.info, name.data(),
                                        name.size(), nullptr, 0, nullptr, 0);
      }
      check(state == UNZ_OK, where_,
            ": the list of files of its zip archive is "
            "damaged");
      entry.name = name.substr(0, std::min(name.find('\0'), name.size()));
      if (entry.name.ends_with('/') || entry.name.starts_with("__MACOSX/")) {
        continue;
      }
      unzGetFilePos64(zip_.get(), &entry.place);
      out.push_back(std::move(entry));
    }
    return out;
  }

  // Its one file. @throws Error where it has none or several
  Entry only_file() {
    std::vector<Entry> all = files();
    std::vector<std::string> names;
    for (const Entry& entry : all) {
      names.push_back(printable_in_line(entry.name, 60));
    }
    check(names.size() == 1, where_, ": is a zip archive of ", names.size(),
          " files", names.empty() ? "" : ": ", listed(names, kShownNames),
          "; expected one, unpack it and name the file that was meant");
    return std::move(all.front());
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
  Bytes bytes_;
  zlib_filefunc64_def calls_;
  std::unique_ptr<void, Close> zip_;
};

}  // namespace

std::string unzip_if_needed(std::string bytes, std::string_view where,
                            std::uint64_t limit_bytes) {
  if (!is_zip(bytes)) return bytes;
  Archive archive(bytes, where);
  return archive.unpacked(archive.only_file(), limit_bytes);
}

void unzip_into(const fs::path& zip, std::string_view where,
                const fs::path& folder, std::uint64_t limit_bytes) {
  const std::string bytes = read_file(zip);
  check(is_zip(bytes), where, ": is no zip archive");
  Archive archive(bytes, where);
  std::uint64_t left = limit_bytes;
  for (const Entry& entry : archive.files()) {
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
    write_file(folder / inner, unpacked);
  }
}

namespace {

// minizip's calls for a new file in memory.
struct NewBytes {
  std::string all;
  std::size_t at = 0;

  zlib_filefunc64_def calls() {
    zlib_filefunc64_def out{};
    out.zopen64_file = [](voidpf self, const void*, int) { return self; };
    out.zread_file = [](voidpf, voidpf, void*, uLong) { return uLong{0}; };
    out.zwrite_file = [](voidpf, voidpf stream, const void* from, uLong count) {
      auto& self = *static_cast<NewBytes*>(stream);
      self.all.resize(std::max<std::size_t>(self.all.size(), self.at + count));
      std::memcpy(self.all.data() + self.at, from, count);
      self.at += count;
      return count;
    };
    out.ztell64_file = [](voidpf, voidpf stream) {
      return static_cast<ZPOS64_T>(static_cast<NewBytes*>(stream)->at);
    };
    out.zseek64_file = [](voidpf, voidpf stream, ZPOS64_T offset, int origin) {
      auto& self = *static_cast<NewBytes*>(stream);
      const std::size_t from = origin == ZLIB_FILEFUNC_SEEK_SET ? 0
                               : origin == ZLIB_FILEFUNC_SEEK_CUR
                                   ? self.at
                                   : self.all.size();
      self.at = from + offset;
      return 0L;
    };
    out.zclose_file = [](voidpf, voidpf) { return 0; };
    out.zerror_file = [](voidpf, voidpf) { return 0; };
    out.opaque = this;
    return out;
  }
};

}  // namespace

std::string zip_of(const std::map<std::string, fs::path>& files) {
  NewBytes out;
  zlib_filefunc64_def calls = out.calls();
  const zipFile zip = zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &calls);
  check(zip != nullptr, "zip archive: cannot be begun");
  for (const auto& [name, path] : files) {
    const std::string bytes = read_file(path);
    zip_fileinfo info{};
    info.tmz_date = {0, 0, 0, 1, 0, 1980};  // the earliest there is
    const bool is_large = bytes.size() > std::uint32_t(-1) / 2;
    const bool good =
        zipOpenNewFileInZip64(zip, name.c_str(), &info, nullptr, 0, nullptr, 0,
                              nullptr, 0, 0, is_large ? 1 : 0) == ZIP_OK &&
        zipWriteInFileInZip(zip, bytes.data(),
                            static_cast<unsigned>(bytes.size())) == ZIP_OK &&
        zipCloseFileInZip(zip) == ZIP_OK;
    check(good && bytes.size() <= std::uint32_t(-1), path.string(),
          ": cannot be put into a zip archive");
  }
  check(zipClose(zip, nullptr) == ZIP_OK, "zip archive: cannot be ended");
  return std::move(out.all);
}

}  // namespace moonstain
