// Overviews of slides of one level, tiled TIFFs whose tiles are all one tile of
// the file: four squares of 128 px, red and green above, blue and white below.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/data/image/image.h"
#include "core/engine/process/usage.h"
#include "tests/data/image/tiled_tiff.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

constexpr std::uint32_t kTilePx = 256;
constexpr Rgb kSquares[2][2] = {{{255, 0, 0}, {0, 255, 0}},
                                {{0, 0, 255}, {255, 255, 255}}};

std::string tile() {
  std::string pixels;
  for (std::uint32_t y = 0; y < kTilePx; ++y) {
    for (std::uint32_t x = 0; x < kTilePx; ++x) {
      for (const std::uint8_t value :
           kSquares[2 * y / kTilePx][2 * x / kTilePx]) {
        pixels += static_cast<char>(value);
      }
    }
  }
  return pixels;
}

void write_slide(const fs::path& path, std::uint32_t width,
                 std::uint32_t height) {
  write_tiled_tiff(path, {width, height, kTilePx, tile()});
}

Rgb pixel(const Picture& picture, std::int64_t x, std::int64_t y) {
  const std::uint8_t* at = picture.rgb.data() + 3 * (y * picture.width_px + x);
  return {at[0], at[1], at[2]};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slide_overview_test)

// Blocks of 128 px are the squares.
BOOST_AUTO_TEST_CASE(each_block_of_a_large_slide_is_its_own_colour) {
  const TempFolder folder;
  write_slide(folder / "slide.tif", 8192, 4096);
  const Picture small = Image::open(folder / "slide.tif")->overview(64);
  BOOST_TEST(small.width_px == 64);
  BOOST_REQUIRE(small.height_px == 32);
  for (std::int64_t y = 0; y < 32; ++y) {
    for (std::int64_t x = 0; x < 64; ++x) {
      BOOST_TEST((pixel(small, x, y) == kSquares[y % 2][x % 2]),
                 "block " << x << ", " << y);
    }
  }
}

// One block of 65 x 32 squares: red are 33 x 16, green, blue and white 32 x 16,
// 33 x 16 and 32 x 16; so red and blue come to 255 / 2, green to 255 * 32 / 65.
BOOST_AUTO_TEST_CASE(a_slide_whose_border_cuts_tiles_has_all_of_it) {
  const TempFolder folder;
  write_slide(folder / "slide.tif", 65 * 128, 32 * 128);
  const Picture small = Image::open(folder / "slide.tif")->overview(1);
  BOOST_TEST((pixel(small, 0, 0) == Rgb{128, 126, 128}));
}

// Of 2^27 px (long: 2^31) OpenSlide's pixels alone would be 512 MB (8 GB). It
// keeps a cache of tiles of some 32 MB; blocks of 128 px are the squares.
BOOST_AUTO_TEST_CASE(memory_does_not_grow_with_the_slide) {
  const char* asked = std::getenv("MOONSTAIN_SLIDE_PX");
  BOOST_REQUIRE(asked != nullptr);
  const auto width = static_cast<std::uint32_t>(std::atoi(asked));
  const TempFolder folder;
  write_slide(folder / "slide.tif", width, width / 2);
  const auto slide = Image::open(folder / "slide.tif");
  const std::uint64_t before = own_memory_bytes();
  reset_own_peak_memory();
  const Picture small = slide->overview(width / 128);
  BOOST_TEST((own_peak_memory_bytes() - before) >> 20 < 128U);
  BOOST_REQUIRE(small.height_px == width / 256);
  BOOST_TEST((pixel(small, 100, 61) == kSquares[1][0]));
}

BOOST_AUTO_TEST_SUITE_END()
