#include "core/data/image/exif.h"

#include <cstddef>
#include <cstdint>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr std::uint16_t kOrientation = 0x0112;
constexpr std::size_t kEntryBytes = 12;

// Numbers of either byte order; 0 beyond the end.
class Bytes {
 public:
  Bytes(std::string_view bytes, bool big_endian)
      : bytes_(bytes), big_endian_(big_endian) {}

  std::uint32_t number(std::size_t at, std::size_t width) const {
    if (at > bytes_.size() || width > bytes_.size() - at) return 0;
    std::uint32_t value = 0;
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

}  // namespace

int exif_orientation(std::string_view tiff) {
  const bool big_endian = tiff.starts_with("MM");
  if (!big_endian && !tiff.starts_with("II")) return 1;
  const Bytes bytes(tiff, big_endian);
  const std::size_t directory = bytes.number(4, 4);
  const std::size_t entries = bytes.number(directory, 2);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + i * kEntryBytes;
    if (bytes.number(entry, 2) != kOrientation) continue;
    const std::uint32_t value = bytes.number(entry + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

void check_upright(int orientation) {
  check(orientation == 1, "is noted to be turned (Exif orientation ",
        orientation,
        "); some programs turn it and some do not, and the positions belong to "
        "one of the two: save it the way the positions mean it, without the "
        "note (exiftool -Orientation= removes it)");
}

}  // namespace moonstain
