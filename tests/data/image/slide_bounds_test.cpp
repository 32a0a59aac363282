// A slide whose scan is a part of its plane, as Leica's .scn and 3DHISTECH's
// .mrxs have it: positions count from the corner of the plane, as OpenSlide's
// do, and what was not scanned is white.
#include <boost/test/unit_test.hpp>

#include "core/data/image/image.h"
#include "tests/data/image/scn_slide.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

constexpr std::uint32_t kTilePx = ScnSlide::kTilePx;
constexpr std::int64_t kPlanePx = 1024;  // of 0.5 um
constexpr std::int64_t kWidthPx = 512;   // of the scan
constexpr std::int64_t kHeightPx = 256;
constexpr std::int64_t kLeftPx = 128;
constexpr std::int64_t kTopPx = 192;
constexpr Rgb kTissue = {200, 0, 100};
constexpr Rgb kMargin = {1, 2, 3};

std::string tile(const Rgb& colour) {
  std::string pixels;
  for (std::uint32_t i = 0; i < kTilePx * kTilePx; ++i) {
    for (const std::uint8_t value : colour) {
      pixels += static_cast<char>(value);
    }
  }
  return pixels;
}

// The scan, and a macro image of the whole plane.
void write_slide(const fs::path& path) {
  write_scn(path, {.plane_px = kPlanePx,
                   .width_px = kWidthPx,
                   .height_px = kHeightPx,
                   .left_px = kLeftPx,
                   .top_px = kTopPx,
                   .tile = tile(kTissue),
                   .macro = tile(kMargin)});
}

Rgb pixel(const Image& slide, std::int64_t x, std::int64_t y) {
  const Picture one = slide.read_region({x, y, 1, 1}, kMargin);
  return {one.rgb[0], one.rgb[1], one.rgb[2]};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slide_bounds_test)

BOOST_AUTO_TEST_CASE(positions_count_from_the_whole_plane) {
  const TempFolder folder;
  write_slide(folder / "slide.scn");
  const auto slide = Image::open(folder / "slide.scn");
  BOOST_TEST(slide->width_px() == kPlanePx);
  BOOST_TEST(slide->height_px() == kPlanePx);
  BOOST_TEST(slide->um_per_px() == 0.5);
  const Rgb white = {255, 255, 255};
  BOOST_TEST((pixel(*slide, kLeftPx, kTopPx) == kTissue));
  BOOST_TEST((pixel(*slide, kLeftPx + kWidthPx - 1, kTopPx + kHeightPx - 1) ==
              kTissue));
  BOOST_TEST((pixel(*slide, kLeftPx - 1, kTopPx) == white));
  BOOST_TEST((pixel(*slide, kLeftPx, kTopPx - 1) == white));
  BOOST_TEST((pixel(*slide, kLeftPx + kWidthPx, kTopPx) == white));
  BOOST_TEST((pixel(*slide, 0, 0) == white));
  // Beyond the plane it is as the caller says.
  BOOST_TEST((pixel(*slide, kPlanePx, 0) == kMargin));
}

// Sixteenths of the plane: tissue within what was scanned, white outside; those
// at its border are mixed.
BOOST_AUTO_TEST_CASE(an_overview_shows_the_whole_plane) {
  const TempFolder folder;
  write_slide(folder / "slide.scn");
  const Picture small = Image::open(folder / "slide.scn")->overview(16);
  BOOST_REQUIRE(small.width_px == 16);
  BOOST_REQUIRE(small.height_px == 16);
  const auto is_in = [](std::int64_t x, std::int64_t y, std::int64_t margin) {
    return x >= 2 + margin && x < 10 - margin && y >= 3 + margin &&
           y < 7 - margin;
  };
  for (std::int64_t y = 0; y < 16; ++y) {
    for (std::int64_t x = 0; x < 16; ++x) {
      if (is_in(x, y, -1) && !is_in(x, y, 1)) continue;
      const std::uint8_t* at = small.rgb.data() + 3 * (y * 16 + x);
      const Rgb expected = is_in(x, y, 0) ? kTissue : Rgb{255, 255, 255};
      BOOST_TEST((Rgb{at[0], at[1], at[2]} == expected), x << ", " << y);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
