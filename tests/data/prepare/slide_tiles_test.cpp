#include "core/data/prepare/slide_tiles.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <memory>
#include <set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/png.h"
#include "core/data/prepare/crop.h"
#include "core/data/prepare/scramble.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// A made-up slide of 2000 x 1600 um: white glass, and pink where x0 <= x < x1
// and y0 <= y < y1.
struct Slide {
  Slide(std::int64_t x0, std::int64_t y0, std::int64_t x1, std::int64_t y1,
        std::int64_t width = 2000, std::int64_t height = 1600) {
    Picture picture{width, height, {}};
    for (std::int64_t y = 0; y < height; ++y) {
      for (std::int64_t x = 0; x < width; ++x) {
        const bool pink = x >= x0 && x < x1 && y >= y0 && y < y1;
        const std::uint8_t rest = pink ? 120 : 240;
        picture.rgb.insert(picture.rgb.end(), {240, rest, rest});
      }
    }
    write_file(folder / "slide.png", png_encode(picture));
    image = Image::open(folder / "slide.png", "slide.png");
  }

  TempFolder folder;
  std::unique_ptr<Image> image;
};

SlideTilesOptions about() {
  return {
      .section = "synthetic/slide", .patient = "synthetic/P1", .um_per_px = 1};
}

Dataset tiles(const Slide& slide, const SlideTilesOptions& options) {
  return slide_tiles(*slide.image, "slide.png", options);
}

std::set<std::string> names(const Dataset& dataset) {
  return {dataset.spots.begin(), dataset.spots.end()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slide_tiles_test)

// Tile (column, row) takes 100 px in the middle of 200: of column 6, x = 1250
// to 1349, 40 % is pink, of column 2, x = 450 to 549, 60 %; rows 1 to 3.
BOOST_AUTO_TEST_CASE(tiles_with_half_or_more_tissue_are_kept) {
  const Slide slide(490, 200, 1290, 800);
  const Dataset found = tiles(slide, about());
  BOOST_TEST(found.spots == (std::vector<std::string>{
                                "2x1", "3x1", "4x1", "5x1", "2x2", "3x2", "4x2",
                                "5x2", "2x3", "3x3", "4x3", "5x3"}),
             tt::per_element());
  BOOST_TEST(found.array_xy(6, 0) == 4);
  BOOST_TEST(found.array_xy(6, 1) == 2);
  BOOST_TEST(found.pixel_xy(6, 0) == 900);
  BOOST_TEST(found.pixel_xy(6, 1) == 500);
  BOOST_TEST(found.genes.empty());
  BOOST_TEST(found.um_per_px == 1);
  BOOST_TEST(found.spot_pitch_um == 200);
  BOOST_TEST((found.lattice == Lattice::square));
  BOOST_REQUIRE(found.left_out.size() == 1U);
  BOOST_TEST(found.left_out[0].first == "less than 0.5 tissue");
  BOOST_TEST(found.left_out[0].second == 10 * 8 - 12);

  SlideTilesOptions less = about();
  less.least_tissue = 0.35;
  BOOST_TEST(tiles(slide, less).spots.size() == 15U);
}

// At half a micrometre a pixel a tile takes 200 px of 400.
BOOST_AUTO_TEST_CASE(the_lattice_follows_the_scale) {
  const Slide slide(0, 0, 2000, 980);
  SlideTilesOptions options = about();
  options.um_per_px = 0.5;
  const Dataset found = tiles(slide, options);
  BOOST_TEST(found.spots ==
                 (std::vector<std::string>{"0x0", "1x0", "2x0", "3x0", "4x0",
                                           "0x1", "1x1", "2x1", "3x1", "4x1"}),
             tt::per_element());
  BOOST_TEST(found.pixel_xy(9, 0) == 1800);
  BOOST_TEST(found.pixel_xy(9, 1) == 600);
}

// Half a pitch to the right and down: the last column's and row's tiles would
// pass the border.
BOOST_AUTO_TEST_CASE(a_shifted_grid_lies_between_the_places_of_the_other) {
  const Slide slide(490, 200, 1290, 800);
  SlideTilesOptions options = about();
  options.shift_pitches = 0.5;
  const Dataset found = tiles(slide, options);
  // Columns of centres 600 to 1200, rows of 400 and 600; half of row 0 and of
  // row 3, of centres 200 and 800, is pink.
  BOOST_TEST(found.spots.front() == "2x0");
  BOOST_TEST(found.spots.size() == 16U);
  BOOST_TEST(found.pixel_xy(0, 0) == 600);
  BOOST_TEST(found.pixel_xy(0, 1) == 200);
  BOOST_TEST(found.left_out[0].second == 9 * 7 - 16);
}

// 10 x 8 tiles in blocks of 2 x 2: of 12 three whole blocks are there.
BOOST_AUTO_TEST_CASE(beyond_the_cap_whole_blocks_are_drawn) {
  // Otsu needs two classes: a strip below the last row of tiles is glass.
  const Slide tissue(0, 0, 2000, 1560);
  SlideTilesOptions options = about();
  options.block_tiles = 2;
  options.most_tiles = 12;
  options.seed = 3;
  const Dataset found = tiles(tissue, options);
  BOOST_TEST(found.spots.size() == 12U);
  std::map<std::pair<int, int>, int> blocks;
  for (Eigen::Index i = 0; i < 12; ++i) {
    ++blocks[{found.array_xy(i, 0) / 2, found.array_xy(i, 1) / 2}];
  }
  BOOST_TEST(blocks.size() == 3U);
  for (const auto& [place, count] : blocks) BOOST_TEST(count == 4);
  BOOST_TEST(std::is_sorted(found.spots.begin(), found.spots.end(),
                            [](const std::string& a, const std::string& b) {
                              const auto place = [](const std::string& name) {
                                const std::size_t x = name.find('x');
                                return std::pair(std::stoi(name.substr(x + 1)),
                                                 std::stoi(name.substr(0, x)));
                              };
                              return place(a) < place(b);
                            }));
  BOOST_REQUIRE(found.left_out.size() == 1U);
  BOOST_TEST(found.left_out[0].first == "beyond 12 tiles");
  BOOST_TEST(found.left_out[0].second == 68);

  BOOST_TEST((names(tiles(tissue, options)) == names(found)));
  options.seed = 4;
  BOOST_TEST((names(tiles(tissue, options)) != names(found)));
  options.seed = 3;
  options.section = "synthetic/other";
  BOOST_TEST((names(tiles(tissue, options)) != names(found)));
}

BOOST_AUTO_TEST_CASE(half_of_the_tiles_is_a_part_of_all_that_are_drawn) {
  const Slide tissue(0, 0, 2000, 1560);
  SlideTilesOptions options = about();
  options.block_tiles = 3;
  options.most_tiles = 50;
  const std::set<std::string> all = names(tiles(tissue, options));
  options.share = 0.5;
  const Dataset half = tiles(tissue, options);
  BOOST_TEST(half.spots.size() == 25U);
  const std::set<std::string> part = names(half);
  BOOST_TEST(std::includes(all.begin(), all.end(), part.begin(), part.end()));
  BOOST_REQUIRE(half.left_out.size() == 2U);
  BOOST_TEST(half.left_out[1].first == "beyond a share of 0.5");
  BOOST_TEST(half.left_out[1].second == 25);
}

// The two nearest columns and rows of the tissue lie in the upper left fifth of
// the slide, where an array's spots would be those of a smaller picture.
BOOST_AUTO_TEST_CASE(a_section_without_genes_flows_like_any_other) {
  const Slide slide(0, 0, 420, 420);
  tiles(slide, about()).write(slide.folder / "tiles");
  const Dataset read = Dataset::read(slide.folder / "tiles");
  BOOST_TEST(
      read.spots == (std::vector<std::string>{"0x0", "1x0", "0x1", "1x1"}),
      tt::per_element());
  BOOST_TEST(read.genes.empty());
  BOOST_TEST(read.counts.values.empty());
  BOOST_TEST(read.geometry == "as_given");
  const DatasetUnits units = DatasetUnits::read(slide.folder / "tiles");
  BOOST_TEST(units.section == "synthetic/slide");
  BOOST_TEST(units.content.counts.all.empty());
  BOOST_TEST(units.content.counts.spots.empty());

  int cropped = 0;
  const CropNotes notes = crop_patches(
      read, *slide.image, {.crop_px = 100, .tile_px = 100, .blank = false},
      [&](auto pixels) { cropped += static_cast<int>(pixels.size()); });
  BOOST_TEST(cropped == 4 * 100 * 100 * 3);
  BOOST_TEST(notes.width.um == 100, tt::tolerance(1e-9));
  BOOST_TEST(notes.outside_tiles == 0);
  BOOST_TEST(scrambled(read, 1).spots == read.spots, tt::per_element());
}

// With scikit-image's threshold_otsu over the saturation of Pillow's bilinear
// 138 x 185 px: threshold 0.184, 32 % of the pixels.
BOOST_AUTO_TEST_CASE(a_real_slide_has_the_tiles_that_scikit_image_finds,
                     *boost::unit_test::precondition(has_shared_data)) {
  const auto slide =
      Image::open(shared_data() / "slides/cmu_small_region.svs", "cmu");
  const Dataset found = slide_tiles(
      *slide, "cmu", {.section = "openslide/cmu", .patient = "openslide/cmu"});
  BOOST_TEST(found.spots == (std::vector<std::string>{
                                "2x0", "2x2", "3x2", "2x3", "2x4", "3x4", "2x5",
                                "3x5", "4x5", "1x6", "2x6", "3x6"}),
             tt::per_element());
  BOOST_TEST(found.um_per_px == 0.499);
  BOOST_TEST(found.geometry == "checked");
  BOOST_TEST(found.picture_content.size() == 64U);
  BOOST_TEST(error_of([&] {
               SlideTilesOptions options = about();
               options.um_per_px = 0.25;
               slide_tiles(*slide, "cmu", options);
             }) ==
             "slide_tiles: um_per_px = 0.25, the file of cmu says 0.499 um a "
             "pixel; without um_per_px the file's is taken");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_cut_is_named) {
  const Slide slide(0, 0, 0, 0, 400, 400);
  const auto error = [&](const auto& change) {
    SlideTilesOptions options = about();
    change(options);
    return error_of([&] { tiles(slide, options); });
  };
  BOOST_TEST(error([](auto& o) { o.um_per_px = 0; }) ==
             "slide_tiles: the file of slide.png does not say how wide a pixel "
             "is; give um_per_px");
  BOOST_TEST(
      error([](auto&) {}) ==
      "slide_tiles: no tile of slide.png (400 x 400 px at 1 um) has 0.5 "
      "of tissue or more; is it a stained slide, and the scale its own?");
  BOOST_TEST(error([](auto& o) { o.tile_um = 300; }) ==
             "slide_tiles: tiles of 300 um at a pitch of 200 um overlap; a "
             "tile is at most as wide as the pitch");
  BOOST_TEST(error([](auto& o) { o.um_per_px = 60; }) ==
             "slide_tiles: a tile of 100 um is 1.67 px of slide.png at 60 um a "
             "pixel, expected at least 2");
}

BOOST_AUTO_TEST_SUITE_END()
