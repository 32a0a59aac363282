#include "core/data/image/exif.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/number_text.h"

namespace moonstain {
namespace {

constexpr std::uint16_t kOrientation = 0x0112;
constexpr std::size_t kEntryBytes = 12;
constexpr std::size_t kBigEntryBytes = 20;
constexpr std::uint64_t kMostEntries = 4096;

// Numbers of either byte order; 0 beyond the end.
class Bytes {
 public:
  Bytes(std::string_view bytes, bool big_endian)
      : bytes_(bytes), big_endian_(big_endian) {}

  std::uint64_t number(std::size_t at, std::size_t width) const {
    if (at > bytes_.size() || width > bytes_.size() - at) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t from = big_endian_ ? at + i : at + width - 1 - i;
      value = value << 8 | static_cast<unsigned char>(bytes_[from]);
    }
    return value;
  }

 private:
  std::string_view bytes_;
  bool big_endian_;
};

// Of a directory's entries, each with its value in the last bytes.
int turn_in(const Bytes& bytes, std::size_t first, std::uint64_t entries,
            std::size_t entry_bytes) {
  const std::size_t value_at = entry_bytes == kEntryBytes ? 8 : 12;
  for (std::uint64_t i = 0; i < entries; ++i) {
    const std::size_t entry = first + i * entry_bytes;
    if (bytes.number(entry, 2) != kOrientation) continue;
    const std::uint64_t value = bytes.number(entry + value_at, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

// Fewer where the file ends.
std::string bytes_at(FileReader& file, std::uint64_t at, std::uint64_t count) {
  if (at >= file.size_bytes()) return "";
  std::string bytes(std::min(count, file.size_bytes() - at), '\0');
  file.read_at(bytes.data(), bytes.size(), at);
  return bytes;
}

/// What the header of a TIFF says.
struct TiffStart {
  bool big_endian = false;
  bool big = false;  ///< BigTIFF
  std::uint64_t directory = 0;
};

std::optional<TiffStart> tiff_start(FileReader& file) {
  const std::string head = bytes_at(file, 0, 16);
  TiffStart out;
  out.big_endian = head.starts_with("MM");
  if (!out.big_endian && !head.starts_with("II")) return std::nullopt;
  const Bytes start(head, out.big_endian);
  const std::uint64_t kind = start.number(2, 2);
  out.big = kind == 43;
  if (!out.big && kind != 42) return std::nullopt;
  // NDPI has more than 4 GB under the small header, in a way of its own.
  if (!out.big && file.size_bytes() >> 32 != 0) return std::nullopt;
  out.directory = out.big ? start.number(8, 8) : start.number(4, 4);
  return out;
}

}  // namespace

int exif_orientation(std::string_view tiff) {
  const bool big_endian = tiff.starts_with("MM");
  if (!big_endian && !tiff.starts_with("II")) return 1;
  const Bytes bytes(tiff, big_endian);
  const std::size_t directory = bytes.number(4, 4);
  return turn_in(bytes, directory + 2, bytes.number(directory, 2), kEntryBytes);
}

int tiff_orientation(const fs::path& path) {
  FileReader file(path);
  const std::optional<TiffStart> start = tiff_start(file);
  if (!start) return 1;
  const bool big = start->big;
  const std::size_t count_bytes = big ? 8 : 2;
  const std::size_t entry_bytes = big ? kBigEntryBytes : kEntryBytes;
  const std::string bytes = bytes_at(file, start->directory,
                                     count_bytes + kMostEntries * entry_bytes);
  const Bytes entries(bytes, start->big_endian);
  return turn_in(entries, count_bytes,
                 std::min(entries.number(0, count_bytes), kMostEntries),
                 entry_bytes);
}

void check_tiff_is_whole(const fs::path& path) {
  FileReader file(path);
  const std::optional<TiffStart> start = tiff_start(file);
  if (!start || start->directory < file.size_bytes()) return;
  const auto said = [](std::uint64_t bytes) {
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    return grouped(
        static_cast<std::int64_t>(std::min<std::uint64_t>(bytes, kMost)));
  };
  fail("the file is cut short: it has ", said(file.size_bytes()),
       " bytes, and by its header its first directory begins at byte ",
       said(start->directory), "; copy or fetch it again");
}

void check_upright(int orientation) {
  check(orientation == 1, "is noted to be turned (Exif orientation ",
        orientation,
        "); some programs turn it and some do not, and the positions belong to "
        "one of the two: save it the way the positions mean it, without the "
        "note (exiftool -Orientation= removes it)");
}

}  // namespace moonstain
