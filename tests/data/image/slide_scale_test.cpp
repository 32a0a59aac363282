// What a slide's file says of its scale: a tiled TIFF of one tile, with the
// resolution that its tags give.
#include <bit>
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>

#include "core/base/file.h"
#include "core/data/image/image.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

constexpr std::uint32_t kTilePx = 16;

std::string bytes_of(std::uint32_t value, std::size_t count) {
  static_assert(std::endian::native == std::endian::little);
  return {reinterpret_cast<const char*>(&value), count};
}

// TIFF 6.0, little-endian, one directory. Pixels a unit, across and down;
// units: 2 = inch, 3 = cm.
double scale_of(std::uint32_t across, std::uint32_t down, std::uint32_t unit) {
  constexpr std::uint32_t kShort = 3, kLong = 4, kRational = 5, kEntries = 14;
  const std::uint32_t bits_at = 8 + 2 + 12 * kEntries + 4;
  const std::uint32_t across_at = bits_at + 6;
  const std::uint32_t down_at = across_at + 8;
  const std::uint32_t tile_at = down_at + 8;
  const std::uint32_t tile_bytes = 3 * kTilePx * kTilePx;
  std::string file = "II*";
  file += bytes_of(0, 1) + bytes_of(8, 4) + bytes_of(kEntries, 2);
  const auto entry = [&](std::uint32_t tag, std::uint32_t type,
                         std::uint32_t count, std::uint32_t value) {
    file += bytes_of(tag, 2) + bytes_of(type, 2) + bytes_of(count, 4) +
            bytes_of(value, 4);
  };
  entry(256, kLong, 1, kTilePx);
  entry(257, kLong, 1, kTilePx);
  entry(258, kShort, 3, bits_at);  // bits of a sample
  entry(259, kShort, 1, 1);        // not packed
  entry(262, kShort, 1, 2);        // RGB
  entry(277, kShort, 1, 3);        // samples of a pixel
  entry(282, kRational, 1, across_at);
  entry(283, kRational, 1, down_at);
  entry(284, kShort, 1, 1);  // side by side
  entry(296, kShort, 1, unit);
  entry(322, kLong, 1, kTilePx);
  entry(323, kLong, 1, kTilePx);
  entry(324, kLong, 1, tile_at);
  entry(325, kLong, 1, tile_bytes);
  file += bytes_of(0, 4);
  for (int sample = 0; sample < 3; ++sample) file += bytes_of(8, 2);
  file += bytes_of(across, 4) + bytes_of(1, 4);
  file += bytes_of(down, 4) + bytes_of(1, 4);
  const TempFolder folder;
  write_file(folder / "slide.tif", file + std::string(tile_bytes, 'x'));
  return Image::open(folder / "slide.tif")->um_per_px();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slide_scale_test)

// 10,000 um / 20,000.
BOOST_AUTO_TEST_CASE(a_slide_says_its_scale) {
  BOOST_TEST(scale_of(20000, 20000, 3) == 0.5,
             boost::test_tools::tolerance(1e-9));
}

// 25,400 um / 72: told as it stands; `dataset` knows that it is none.
BOOST_AUTO_TEST_CASE(a_printing_resolution_is_told_as_it_stands) {
  BOOST_TEST(scale_of(72, 72, 2) == 25400. / 72,
             boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(sides_of_different_scales_give_none) {
  BOOST_TEST(scale_of(20000, 40000, 3) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
