#include "core/data/prepare/slide_grid.h"

#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/png.h"
#include "core/data/prepare/placement.h"
#include "core/data/prepare/slide_grid_patches.h"
#include "tests/data/image/scn_slide.h"
#include "tests/data/image/tiled_tiff.h"
#include "tests/support/golden.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// A slide whose colours are a formula of the place, as in
// tests/golden/prepare/slide_grid.py.
std::unique_ptr<Image> formula_slide(const TempFolder& folder,
                                     std::int64_t width, std::int64_t height) {
  Picture picture{width, height, {}};
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      for (std::int64_t k = 0; k < 3; ++k) {
        picture.rgb.push_back(static_cast<std::uint8_t>(
            (7 * x + 3 * y * k + x * y / (9 + k)) % 256));
      }
    }
  }
  write_file(folder / "slide.png", png_encode(picture));
  return Image::open(folder / "slide.png", "slide.png");
}

SlideGridOptions about() {
  SlideGridOptions options;
  options.section = "made/slide";
  options.patient = "made/P1";
  return options;
}

SlideGridOptions whole() {
  SlideGridOptions options = about();
  options.crop = SlideCrop::whole;
  return options;
}

// A grid over part of a slide.
SlideGrid grid_over(const Image& slide, const Box& crop, bool turned) {
  SlideGrid grid;
  grid.section = "made/slide";
  grid.patient = "made/P1";
  grid.picture_width_px = slide.width_px();
  grid.picture_height_px = slide.height_px();
  grid.crop = crop;
  grid.turned = turned;
  fit_tiles(grid, "slide.png");
  return grid;
}

std::vector<std::uint8_t> tiles(const SlideGrid& grid, const Image& slide,
                                const SlideGridPatchesOptions& options,
                                std::int64_t pass_bytes = kPassBytes) {
  std::vector<std::uint8_t> out;
  slide_grid_patches(
      grid, slide, options,
      [&](auto more) { out.insert(out.end(), more.begin(), more.end()); },
      pass_bytes);
  return out;
}

// A pyramid: full resolution of one colour, and a small level of glass with a
// square of noise, x and y from 20 to 79 of 128.
std::unique_ptr<Image> pyramid(const TempFolder& folder, bool tissue = true) {
  std::string level(3 * 256 * 256, '\xf0');
  const std::string noise = noise_tile(256);
  for (std::size_t y = 20; tissue && y < 80; ++y) {
    const std::size_t from = 3 * (256 * y + 20);
    level.replace(from, 3 * 60, noise, from, 3 * 60);
  }
  write_tiled_tiff(folder / "slide.tif",
                   {.width_px = 1300,
                    .height_px = 1290,
                    .tile_px = 256,
                    .pixels = std::string(3 * 256 * 256, '\x80'),
                    .smaller = {{128, 128, level}}});
  return Image::open(folder / "slide.tif", "slide.tif");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slide_grid_test)

// Turned, padded on either pair of sides, enlarged and shrunk: Pillow's bytes,
// after scaling and after JPEG.
BOOST_AUTO_TEST_CASE(tiles_are_those_that_pillow_cuts) {
  const Json golden = read_golden("prepare/slide_grid");
  for (const auto& [name, expected] : golden.items()) {
    if (name == "made_with") continue;
    BOOST_TEST_CONTEXT(name) {
      const TempFolder folder;
      const auto slide =
          formula_slide(folder, expected["slide"][0], expected["slide"][1]);
      const auto c = expected["crop"].get<std::vector<std::int64_t>>();
      const Box crop{c[0], c[1], c[2] - c[0], c[3] - c[1]};
      const SlideGrid grid = grid_over(
          *slide, crop,
          expected["turn"].get<bool>() && crop.width_px > crop.height_px);
      BOOST_TEST(grid.turned == expected["turned"].get<bool>());
      BOOST_TEST(grid.margin_across_px == expected["margins"][0]);
      BOOST_TEST(grid.margin_down_px == expected["margins"][1]);
      BOOST_TEST(grid.tile_width_px == expected["tile"][0]);
      BOOST_TEST(grid.tile_height_px == expected["tile"][1]);
      const std::size_t bytes = 3 * 224 * 224;
      for (const int quality : {0, 75}) {
        std::size_t next = 0;
        const std::vector<std::string> names = tiles_of(grid).spots;
        std::size_t compared = 0;
        slide_grid_patches(
            grid, *slide, {.jpeg_quality = quality}, [&](auto more) {
              for (std::size_t at = 0; at < more.size(); at += bytes, ++next) {
                if (next == names.size() ||
                    !expected["tiles"].contains(names[next])) {
                  continue;
                }
                const std::string_view pixels(
                    reinterpret_cast<const char*>(more.data() + at), bytes);
                BOOST_TEST(
                    sha256(pixels).hex() ==
                        expected["tiles"][names[next]][quality == 0 ? 0 : 1]
                            .get<std::string>(),
                    names[next] << " at quality " << quality);
                ++compared;
              }
            });
        BOOST_TEST(next == 5121U);
        BOOST_TEST(compared == expected["tiles"].size());
      }
    }
  }
}

// A crop of 640 x 400 px is turned to 400 x 640: d = 1.25 * 400 - 640 = -140,
// so 56 white columns on either side, 512 in all, and tiles of 8 px. The first
// tile that shows the slide, (7, 0), has the crop's upper right corner as its
// upper left, and its rows run leftwards.
BOOST_AUTO_TEST_CASE(a_wide_crop_is_turned_against_the_clock) {
  const TempFolder folder;
  const auto slide = formula_slide(folder, 700, 500);
  const SlideGrid grid = grid_over(*slide, {50, 60, 640, 400}, true);
  BOOST_TEST(grid.margin_across_px == 56);
  BOOST_TEST(grid.margin_down_px == 0);
  BOOST_TEST(grid.tile_width_px == 8);
  BOOST_TEST(grid.tile_height_px == 8);
  BOOST_TEST(!grid.shown(0, 6).has_value());
  const auto shown = grid.shown(0, 7);
  BOOST_REQUIRE(shown.has_value());
  BOOST_TEST(shown->in_slide.x_px == 50 + 640 - 8);
  BOOST_TEST(shown->in_slide.y_px == 60);

  const auto pixels = tiles(grid, *slide, {.tile_px = 8, .jpeg_quality = 0});
  const auto at = [&](std::size_t tile, std::size_t x, std::size_t y) {
    return int{pixels[3 * (64 * tile + 8 * y + x)]};
  };
  const auto red = [](int x, int y) { return (7 * x + x * y / 9) % 256; };
  BOOST_TEST(at(6, 3, 3) == 255);
  BOOST_TEST(at(7, 0, 0) == red(689, 60));
  BOOST_TEST(at(7, 1, 0) == red(689, 61));
  BOOST_TEST(at(7, 0, 1) == red(688, 60));
  BOOST_TEST(at(64 * 79 + 56, 7, 7) == red(50, 60 + 399));

  // As positions say it: columns run down the slide, rows to the left.
  const Dataset dataset = tiles_of(grid);
  BOOST_TEST(dataset.spots.size() == 5120U);
  BOOST_TEST(dataset.spots[64 * 2 + 7] == "7x2");
  BOOST_TEST(dataset.pixel_xy(64 * 2 + 7, 0) == 690 - 2.5 * 8);
  BOOST_TEST(dataset.pixel_xy(64 * 2 + 7, 1) == 60 + 4);
}

// 100 x 163 px: d = -38, 15 columns on either side (15.2 cut), 130 x 163; of
// these 2 columns and 3 rows are in no tile.
BOOST_AUTO_TEST_CASE(what_is_left_over_is_in_no_tile) {
  const TempFolder folder;
  const auto slide = formula_slide(folder, 100, 163);
  const SlideGrid grid = slide_grid(*slide, "slide.png", whole());
  BOOST_TEST(!grid.turned);
  BOOST_TEST(grid.margin_across_px == 15);
  BOOST_TEST(grid.tile_width_px == 2);
  BOOST_TEST(grid.tile_height_px == 2);
  const auto shown = grid.shown(79, 57);
  BOOST_REQUIRE(shown.has_value());
  BOOST_TEST(shown->in_slide.x_px == 99);
  BOOST_TEST(shown->in_slide.width_px == 1);
  BOOST_TEST(shown->in_slide.y_px == 158);
  BOOST_TEST(shown->in_tile.x_px == 0);
}

// In passes of one tile the slide is read again and again: the same tiles.
BOOST_AUTO_TEST_CASE(passes_change_nothing) {
  const TempFolder folder;
  const auto slide = formula_slide(folder, 90, 110);
  const SlideGrid grid = slide_grid(*slide, "slide.png", whole());
  const SlideGridPatchesOptions options{.tile_px = 4, .jpeg_quality = 0};
  BOOST_TEST(
      (tiles(grid, *slide, options) == tiles(grid, *slide, options, 48 * 700)));
}

// The square of the small level, times 1300 / 128 = 10 without the rest:
// edges reach beyond it by less than the box and the corner.
BOOST_AUTO_TEST_CASE(tissue_is_looked_for_in_the_smallest_level) {
  const TempFolder folder;
  const auto slide = pyramid(folder);
  BOOST_REQUIRE(slide->levels().size() == 2U);
  const SlideGrid grid = slide_grid(*slide, "slide.tif", about());
  BOOST_TEST(grid.crop.x_px % 10 == 0);
  BOOST_TEST(std::abs(grid.crop.x_px - 200) <= 50);
  BOOST_TEST(std::abs(grid.crop.y_px - 200) <= 50);
  BOOST_TEST(std::abs(grid.crop.x_px + grid.crop.width_px - 790) <= 50);
  BOOST_TEST(std::abs(grid.crop.y_px + grid.crop.height_px - 790) <= 50);

  SlideGridOptions options = about();
  options.level = 0;
  BOOST_TEST(error_of([&] { slide_grid(*slide, "slide.tif", options); }) ==
             "slide_grid: level 0 of slide.tif: shows no tissue: no part of "
             "its 1300 x 1290 px has edges over 9 x 9 px");
  options.level = 2;
  BOOST_TEST(error_of([&] { slide_grid(*slide, "slide.tif", options); }) ==
             "slide_grid: slide.tif has 2 levels, 0 to 1; level 2 is not there "
             "(-1 is the smallest)");
}

// A scan of 512 x 256 px at (128, 192) of a plane of 1024 x 1024. The whole
// plane has 128 white rows above and below, and tiles of 16 px: those of rows
// 20 to 35 and columns 8 to 39 are of the scan, all others white, as what was
// not scanned is.
BOOST_AUTO_TEST_CASE(a_grid_lies_on_the_plane_of_a_slide_with_bounds) {
  const TempFolder folder;
  const std::size_t bytes = 3 * ScnSlide::kTilePx * ScnSlide::kTilePx;
  write_scn(folder / "slide.scn", {.tile = std::string(bytes, '\x60'),
                                   .macro = std::string(bytes, '\x20')});
  const auto slide = Image::open(folder / "slide.scn", "slide.scn");
  const SlideGrid grid = slide_grid(*slide, "slide.scn", whole());
  BOOST_TEST(grid.picture_width_px == 1024);
  BOOST_TEST(!grid.turned);
  BOOST_TEST(grid.margin_down_px == 128);
  BOOST_TEST(grid.margin_across_px == 0);
  BOOST_TEST(grid.tile_width_px == 16);
  BOOST_TEST(grid.tile_height_px == 16);
  const auto pixels = tiles(grid, *slide, {.tile_px = 16, .jpeg_quality = 0});
  BOOST_TEST_REQUIRE(pixels.size() == 5121U * 3 * 16 * 16);
  std::size_t others = 0;
  for (std::size_t at = 0; at < pixels.size(); ++at) {
    const std::size_t tile = at / (3 * 16 * 16);
    const bool scanned =
        tile / 64 >= 20 && tile / 64 < 36 && tile % 64 >= 8 && tile % 64 < 40;
    others += pixels[at] != (scanned ? 0x60 : 255);
  }
  BOOST_TEST(others == 0U);
}

// Tissue fills the scan, and is looked for on the plane: the crop is the scan,
// but for what a box of 9 px reaches beyond it, and is turned.
BOOST_AUTO_TEST_CASE(tissue_of_a_slide_with_bounds_is_found_on_its_plane) {
  const TempFolder folder;
  const std::string noise = noise_tile(ScnSlide::kTilePx);
  write_scn(folder / "slide.scn", {.tile = noise, .macro = noise});
  const auto slide = Image::open(folder / "slide.scn", "slide.scn");
  const SlideGrid grid = slide_grid(*slide, "slide.scn", about());
  BOOST_TEST(std::abs(grid.crop.x_px - 128) <= 8);
  BOOST_TEST(std::abs(grid.crop.y_px - 192) <= 8);
  BOOST_TEST(std::abs(grid.crop.x_px + grid.crop.width_px - 640) <= 8);
  BOOST_TEST(std::abs(grid.crop.y_px + grid.crop.height_px - 448) <= 8);
  BOOST_TEST(grid.turned);
}

BOOST_AUTO_TEST_CASE(a_slide_without_tissue_is_refused) {
  const TempFolder folder;
  const auto slide = pyramid(folder, false);
  BOOST_TEST(error_of([&] { slide_grid(*slide, "slide.tif", about()); }) ==
             "slide_grid: level 1 of slide.tif: shows no tissue: no part of "
             "its 128 x 128 px has edges over 9 x 9 px");
}

BOOST_AUTO_TEST_CASE(a_large_slide_of_one_level_is_refused_but_for_the_whole) {
  const TempFolder folder;
  write_tiled_tiff(folder / "slide.tif",
                   {.width_px = 9000,
                    .height_px = 8000,
                    .tile_px = 256,
                    .pixels = std::string(3 * 256 * 256, '\x80')});
  const auto slide = Image::open(folder / "slide.tif", "slide.tif");
  BOOST_TEST(error_of([&] { slide_grid(*slide, "slide.tif", about()); }) ==
             "slide_grid: level 0 of slide.tif is 9000 x 8000 px; tissue is "
             "looked for in one of 67108864 px at most. Save the slide with a "
             "smaller level, or lay the grid on all of it with crop = "
             "\"whole\"");
  SlideGridOptions options = about();
  options.level = 1;
  BOOST_TEST(error_of([&] { slide_grid(*slide, "slide.tif", options); }) ==
             "slide_grid: slide.tif has 1 level, 0; level 1 is not there (-1 "
             "is the smallest)");
  BOOST_TEST(slide_grid(*slide, "slide.tif", whole()).turned);
  SlideGridOptions as_it_is = whole();
  as_it_is.turn_wide = false;
  BOOST_TEST(!slide_grid(*slide, "slide.tif", as_it_is).turned);
}

// 60 x 70 px: d = 5, 2 rows above and below, 60 x 74.
BOOST_AUTO_TEST_CASE(fewer_pixels_than_tiles_are_refused) {
  const TempFolder folder;
  const auto slide = formula_slide(folder, 60, 70);
  BOOST_TEST(error_of([&] { slide_grid(*slide, "slide.png", whole()); }) ==
             "slide_grid: what is cropped of slide.png is 60 x 70 px, 60 x 74 "
             "with its margins; 64 x 80 tiles need a pixel each at least");
}

BOOST_AUTO_TEST_CASE(a_slide_of_another_size_is_refused) {
  const TempFolder folder;
  const auto slide = formula_slide(folder, 90, 110);
  SlideGrid grid = slide_grid(*slide, "slide.png", whole());
  grid.picture_width_px = 91;
  BOOST_TEST(error_of([&] { tiles(grid, *slide, {}); }) ==
             "slide_grid_patches: the slide is 90 x 110 px, the grid of "
             "made/slide was laid over one of 91 x 110");
}

BOOST_AUTO_TEST_CASE(a_grid_is_stored_whole) {
  const TempFolder folder;
  const auto slide = formula_slide(folder, 300, 200);
  SlideGrid grid = slide_grid(*slide, "slide.png", whole());
  grid.um_per_px = 0.5;
  grid.remarks = {"a remark"};
  grid.write(folder / "grid");
  const SlideGrid read = SlideGrid::read(folder / "grid");
  BOOST_TEST(read.section == "made/slide");
  BOOST_TEST(read.patient == "made/P1");
  BOOST_TEST(read.turned);
  BOOST_TEST(read.um_per_px == 0.5);
  BOOST_TEST(read.margin_across_px == grid.margin_across_px);
  BOOST_TEST(read.margin_down_px == grid.margin_down_px);
  BOOST_TEST(read.remarks == grid.remarks, tt::per_element());
  BOOST_TEST(read.picture_content == grid.picture_content);
  BOOST_TEST((tiles_of(read).pixel_xy == tiles_of(grid).pixel_xy));

  grid.crop.x_px = 2;
  grid.write(folder / "beyond");
  BOOST_TEST(error_of([&] { SlideGrid::read(folder / "beyond"); }) ==
             concat((folder / "beyond").string(),
                    ": a crop of 300 x 200 px at (2, 0) does not lie in a "
                    "picture of 300 x 200 px"));
}

// All 80 rows hold tiles: none is blank, and all are read back.
BOOST_AUTO_TEST_CASE(a_network_sees_the_grid_row_by_row) {
  const TempFolder folder;
  const auto slide = formula_slide(folder, 90, 110);
  const Dataset dataset = tiles_of(slide_grid(*slide, "slide.png", whole()));
  const GridMap map = place_on_grid(dataset, 80, 64, 0, 0);
  for (std::size_t i = 0; i < 5120; i += 37) {
    BOOST_TEST(map.cell(i) == static_cast<std::int64_t>(i));
  }
  BOOST_TEST(map.kept_row_begin == 0);
  BOOST_TEST(map.kept_row_end == 80);
}

// The tissue fills the region, and the rectangle around it leans: all of it is
// cropped. 2220 x 2967: d = -192, 76 columns on either side, tiles of 37 px.
BOOST_AUTO_TEST_CASE(a_real_slide_is_cut,
                     *boost::unit_test::precondition(has_shared_data)) {
  const auto slide =
      Image::open(shared_data() / "slides/cmu_small_region.svs", "cmu.svs");
  const SlideGrid grid = slide_grid(*slide, "cmu.svs", about());
  BOOST_TEST(grid.crop.width_px == 2220);
  BOOST_TEST(grid.crop.height_px == 2967);
  BOOST_TEST(!grid.turned);
  BOOST_TEST(grid.margin_across_px == 76);
  BOOST_TEST(grid.tile_width_px == 37);
  BOOST_TEST(grid.tile_height_px == 37);
  BOOST_TEST(grid.um_per_px == 0.499, tt::tolerance(1e-3));
}

BOOST_AUTO_TEST_SUITE_END()
