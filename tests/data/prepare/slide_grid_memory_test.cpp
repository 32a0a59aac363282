// Tiles of a slide far larger than the memory that they may take: a pyramid
// whose tiles are one tile of the file, so that it is small on disk.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <string>

#include "core/data/prepare/slide_grid.h"
#include "core/data/prepare/slide_grid_patches.h"
#include "core/engine/process/usage.h"
#include "tests/data/image/tiled_tiff.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

// A small level of 200 x 160 px: noise in its middle, as wide and high as this
// share of it, on glass.
std::string middle_of(const std::string& pixels, double share) {
  std::string out(pixels.size(), '\xf0');
  const auto inside = [&](std::uint32_t place, std::uint32_t side) {
    return std::abs(place + 0.5 - side / 2.0) < share * side / 2;
  };
  for (std::uint32_t y = 0; y < 160; ++y) {
    for (std::uint32_t x = 0; x < 200; ++x) {
      if (!inside(x, 200) || !inside(y, 160)) continue;
      out.replace(3 * (256 * y + x), 3, pixels, 3 * (256 * y + x), 3);
    }
  }
  return out;
}

std::uint32_t asked_px(const char* name) {
  const char* asked = std::getenv(name);
  BOOST_REQUIRE(asked != nullptr);
  return static_cast<std::uint32_t>(std::atoi(asked));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slide_grid_memory_test)

// 12,800 x 10,240 px are 375 MiB as RGB; long: 100,000 x 80,000 px, 22 GiB, of
// which the middle, 50,000 x 40,000 px or 5.6 GiB, is tissue and cut into
// tiles, in some minutes. OpenSlide keeps some 32 MB of tiles.
BOOST_AUTO_TEST_CASE(memory_does_not_grow_with_the_slide) {
  const std::uint32_t width = asked_px("MOONSTAIN_SLIDE_PX");
  const std::uint32_t tissue = asked_px("MOONSTAIN_TISSUE_PX");
  const double share = static_cast<double>(tissue) / width;
  const TempFolder folder;
  const std::string noise = noise_tile(256);
  write_tiled_tiff(folder / "slide.tif",
                   {.width_px = width,
                    .height_px = width / 5 * 4,
                    .tile_px = 256,
                    .pixels = noise,
                    .smaller = {{200, 160, middle_of(noise, share)}}});
  const auto slide = Image::open(folder / "slide.tif", "slide.tif");
  const std::uint64_t before = own_memory_bytes();
  reset_own_peak_memory();
  SlideGridOptions options;
  options.section = "made/slide";
  options.patient = "made/P1";
  const SlideGrid grid = slide_grid(*slide, "slide.tif", options);
  BOOST_TEST(grid.turned);
  BOOST_TEST(grid.crop.width_px >= tissue / 10 * 8);
  BOOST_TEST(grid.crop.width_px <= tissue / 10 * 12);
  std::size_t tiles = 0;
  slide_grid_patches(grid, *slide, {.tile_px = 32, .jpeg_quality = 0},
                     [&](auto more) { tiles += more.size() / (3 * 32 * 32); });
  BOOST_TEST(tiles == 5121U);
  const std::uint64_t mib = (own_peak_memory_bytes() - before) >> 20;
  BOOST_TEST_MESSAGE("peak " << mib << " MiB");
  BOOST_TEST(mib < 128U);
}

BOOST_AUTO_TEST_SUITE_END()
