// A slide whose scan is a part of its plane, as Leica's .scn and 3DHISTECH's
// .mrxs have it: positions count from the corner of the plane, as OpenSlide's
// do, and what was not scanned is white.
#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/data/image/image.h"
#include "tests/data/image/tiled_tiff.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

constexpr std::uint32_t kTilePx = 256;
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

// An image of the collection: sizes and places in nm, one level.
std::string image(const std::string& name, std::int64_t directory,
                  std::int64_t width_px, std::int64_t height_px,
                  std::int64_t left_nm, std::int64_t top_nm,
                  std::int64_t nm_per_px) {
  return concat(
      "<image uuid=\"", name, "\"><creationDate>2026-01-01T00:00:00Z",
      "</creationDate><device model=\"m\" version=\"1\"/><pixels sizeX=\"",
      width_px, "\" sizeY=\"", height_px, "\"><dimension sizeX=\"", width_px,
      "\" sizeY=\"", height_px, "\" r=\"0\" ifd=\"", directory,
      "\"/></pixels><view sizeX=\"", width_px * nm_per_px, "\" sizeY=\"",
      height_px * nm_per_px, "\" offsetX=\"", left_nm, "\" offsetY=\"", top_nm,
      "\"/><scanSettings><objectiveSettings><objective>20</objective>",
      "</objectiveSettings><illuminationSettings><numericalAperture>0.4",
      "</numericalAperture><illuminationSource>brightfield",
      "</illuminationSource></illuminationSettings></scanSettings></image>");
}

// The scan, and a macro image of the whole plane.
void write_scn(const fs::path& path) {
  const std::int64_t side_nm = kPlanePx * 500;
  write_tiled_tiff(
      path,
      {.width_px = kWidthPx,
       .height_px = kHeightPx,
       .tile_px = kTilePx,
       .pixels = tile(kTissue),
       .across = 20000,  // a cm
       .down = 20000,
       .unit = 3,
       .smaller = {{64, 64, tile(kMargin)}},
       .description = concat(
           "<?xml version=\"1.0\"?><scn xmlns=\"http://"
           "www.leica-microsystems.com/scn/2010/10/01\"><collection sizeX=\"",
           side_nm, "\" sizeY=\"", side_nm, "\">",
           image("macro", 1, 64, 64, 0, 0, side_nm / 64),
           image("scan", 0, kWidthPx, kHeightPx, kLeftPx * 500, kTopPx * 500,
                 500),
           "</collection></scn>")});
}

Rgb pixel(const Image& slide, std::int64_t x, std::int64_t y) {
  const Picture one = slide.read_region({x, y, 1, 1}, kMargin);
  return {one.rgb[0], one.rgb[1], one.rgb[2]};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slide_bounds_test)

BOOST_AUTO_TEST_CASE(positions_count_from_the_whole_plane) {
  const TempFolder folder;
  write_scn(folder / "slide.scn");
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
  write_scn(folder / "slide.scn");
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
