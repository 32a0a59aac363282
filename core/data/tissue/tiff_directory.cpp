#include "core/data/tissue/tiff_directory.h"

#include <cstddef>
#include <set>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr std::size_t kMostDirectories = 65536;
constexpr std::uint64_t kMostEntries = 4096;
/// Tiles of a picture: 2^24 have 64 x 64 px of 2^36.
constexpr std::uint64_t kMostNumbers = std::uint64_t{1} << 24;

class Reader {
 public:
  Reader(FileReader& file, const std::string& where)
      : file_(file), where_(where) {}

  bool big_endian = false;
  bool big = false;  ///< BigTIFF

  std::string bytes(std::uint64_t at, std::uint64_t count) {
    check(at <= file_.size_bytes() && count <= file_.size_bytes() - at, where_,
          ": its directory passes the file's end of ", file_.size_bytes(),
          " bytes; the file is cut short or damaged");
    std::string out(count, '\0');
    file_.read_at(out.data(), out.size(), at);
    return out;
  }
  std::uint64_t number(const std::string& bytes, std::size_t at,
                       std::size_t width) const {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t from = at + (big_endian ? i : width - 1 - i);
      value = value << 8 | static_cast<unsigned char>(bytes[from]);
    }
    return value;
  }
  std::uint64_t number_at(std::uint64_t at, std::size_t width) {
    return number(bytes(at, width), 0, width);
  }

  /// @param next  where the chain goes on; 0 = nowhere
  TiffDirectory directory(std::uint64_t at, std::uint64_t& next) {
    const std::size_t count_bytes = big ? 8 : 2, entry_bytes = big ? 20 : 12;
    const std::uint64_t count = number_at(at, count_bytes);
    check(count <= kMostEntries, where_, ": a directory has ", count,
          " entries, expected at most ", kMostEntries, "; the file is damaged");
    const std::string entries = bytes(at + count_bytes, count * entry_bytes);
    next = number_at(at + count_bytes + entries.size(), big ? 8 : 4);
    TiffDirectory out;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t entry = i * entry_bytes;
      const auto tag = static_cast<std::uint16_t>(number(entries, entry, 2));
      const std::size_t width = width_of(number(entries, entry + 2, 2));
      if (width != 0) out.numbers[tag] = values(entries, entry, width);
    }
    return out;
  }

 private:
  // Of the types of whole numbers: BYTE, SHORT, LONG, LONG8, IFD8; 0 of others.
  static std::size_t width_of(std::uint64_t type) {
    switch (type) {
      case 1:
        return 1;
      case 3:
        return 2;
      case 4:
      case 13:
        return 4;
      case 16:
      case 18:
        return 8;
      default:
        return 0;
    }
  }

  // They stand in the entry itself where they fit.
  std::vector<std::uint64_t> values(const std::string& entries,
                                    std::size_t entry, std::size_t width) {
    const std::size_t field = big ? 8 : 4;
    const std::uint64_t count = number(entries, entry + 4, field);
    check(count <= kMostNumbers, where_, ": an entry has ", count,
          " numbers, expected at most ", kMostNumbers, "; the file is damaged");
    const std::size_t value_at = entry + 4 + field;
    const std::string text =
        count * width <= field
            ? entries.substr(value_at, field)
            : bytes(number(entries, value_at, field), count * width);
    std::vector<std::uint64_t> out;
    for (std::size_t i = 0; i < count; ++i) {
      out.push_back(number(text, i * width, width));
    }
    return out;
  }

  FileReader& file_;
  const std::string& where_;
};

}  // namespace

std::uint64_t TiffDirectory::number(std::uint16_t tag,
                                    std::uint64_t otherwise) const {
  const std::vector<std::uint64_t>& all = list(tag);
  return all.empty() ? otherwise : all.front();
}

const std::vector<std::uint64_t>& TiffDirectory::list(std::uint16_t tag) const {
  static const std::vector<std::uint64_t> none;
  const auto found = numbers.find(tag);
  return found == numbers.end() ? none : found->second;
}

TiffFile read_tiff_directories(FileReader& file, const std::string& where) {
  Reader reader(file, where);
  const std::string start = reader.bytes(0, 8);
  reader.big_endian = start.starts_with("MM");
  reader.big = reader.number(start, 2, 2) == 43;
  TiffFile out;
  out.big_endian = reader.big_endian;
  std::uint64_t at =
      reader.big ? reader.number_at(8, 8) : reader.number(start, 4, 4);
  std::set<std::uint64_t> seen;
  while (at != 0) {
    check(seen.insert(at).second && seen.size() <= kMostDirectories, where,
          ": its directories lead in a circle, or are more than ",
          kMostDirectories, "; the file is damaged");
    out.directories.push_back(reader.directory(at, at));
  }
  check(!out.directories.empty(), where,
        ": has no directory, so no picture; the file is damaged");
  return out;
}

}  // namespace moonstain
