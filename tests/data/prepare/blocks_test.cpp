#include "core/data/prepare/blocks.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;

// Columns 2 to 6 of the array, rows 10 to 13; a count a spot, 1 to 6.
Dataset section() {
  Dataset d;
  d.section = "x/S";
  d.patient = "x/P";
  d.spots = {"a", "b", "c", "d", "e", "f"};
  d.genes = {"G"};
  d.counts = {
      6, 1, {0, 1, 2, 3, 4, 5, 6}, {0, 0, 0, 0, 0, 0}, {1, 2, 3, 4, 5, 6}};
  d.array_xy.resize(6, 2);
  d.array_xy << 2, 10, 4, 10, 6, 11, 2, 13, 5, 12, 6, 13;
  d.pixel_xy = d.array_xy.cast<double>();
  return d;
}

Names spots_in(const Names& blocks) {
  return in_blocks(section(), blocks).spots;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(blocks_test)

// Five columns in two parts: 2 to 4, and 5 and 6; four rows: 10, 11 and 12, 13.
BOOST_AUTO_TEST_CASE(each_spot_lies_in_one_block) {
  BOOST_TEST(spots_in({"S#r1c1of2x2"}) == (Names{"a", "b"}), tt::per_element());
  BOOST_TEST(spots_in({"S#r1c2of2x2"}) == (Names{"c"}), tt::per_element());
  BOOST_TEST(spots_in({"S#r2c1of2x2"}) == (Names{"d"}), tt::per_element());
  BOOST_TEST(spots_in({"S#r2c2of2x2"}) == (Names{"e", "f"}), tt::per_element());
  BOOST_TEST(spots_in({"S#r1c1of1x1"}).size() == 6U);
}

BOOST_AUTO_TEST_CASE(spots_keep_their_counts_and_the_section_says_its_blocks) {
  const Dataset one = in_blocks(section(), {"x/S#r2c2of2x2+0.5"});
  BOOST_TEST(one.section == "x/S#r2c2of2x2+0.5");
  BOOST_TEST(one.patient == "x/P");
  BOOST_TEST(one.counts.values == (std::vector<std::int32_t>{5, 6}),
             tt::per_element());
  const Dataset two = in_blocks(section(), {"S#r2c1of2x2", "S#r1c1of2x2"});
  BOOST_TEST(two.section == "x/S#r2c1of2x2,r1c1of2x2");
  BOOST_TEST(two.spots == (Names{"a", "b", "d"}), tt::per_element());
  const TempFolder folder;
  two.write(folder / "two");
  BOOST_TEST(Dataset::read(folder / "two").section == two.section);
}

// Of 2 x 2 blocks with 2, 1, 1 and 2 spots.
BOOST_AUTO_TEST_CASE(blocks_of_few_spots_are_left_out_and_counted) {
  const Names all{"S#r1c1of2x2", "S#r1c2of2x2", "S#r2c1of2x2", "S#r2c2of2x2"};
  const Dataset large = in_blocks(section(), all, {.least_spots = 2});
  BOOST_TEST(large.spots == (Names{"a", "b", "e", "f"}), tt::per_element());
  BOOST_REQUIRE(large.left_out.size() == 1U);
  BOOST_TEST(large.left_out[0].first == "in a block of fewer than 2 spots");
  BOOST_TEST(large.left_out[0].second == 2);
  BOOST_TEST(
      error_of([&] {
        in_blocks(section(), {all[1], all[2]}, {.least_spots = 2});
      }) ==
      "blocks: S#r1c2of2x2, S#r2c1of2x2 of section x/S hold 2 spots, "
      "none of them least_spots = 2; leave such blocks out of the folds");
}

// f lies at (6, 13), e at (5, 12) 1.41 from it, c 2 and b 3.6; a pixel is 10
// um.
BOOST_AUTO_TEST_CASE(spots_near_to_what_is_held_out_are_left_out) {
  Dataset whole = section();
  whole.um_per_px = 10;
  const Names most{"S#r1c1of2x2", "S#r1c2of2x2", "S#r2c1of2x2"};
  const Names held_out{"S#r2c2of2x2"};
  const auto apart = [&](double um) {
    return in_blocks(whole, most, {.apart_from = held_out, .apart_um = um});
  };
  BOOST_TEST(apart(14).spots == (Names{"a", "b", "c", "d"}), tt::per_element());
  BOOST_TEST(apart(15).spots == (Names{"a", "b", "d"}), tt::per_element());
  const Dataset far = apart(25);
  BOOST_TEST(far.spots == (Names{"a", "d"}), tt::per_element());
  BOOST_TEST(far.section == "x/S#r1c1of2x2,r1c2of2x2,r2c1of2x2");
  BOOST_REQUIRE(far.left_out.size() == 1U);
  BOOST_TEST(far.left_out[0].first == "within 25 um of S#r2c2of2x2");
  BOOST_TEST(far.left_out[0].second == 2);
  BOOST_TEST(error_of([&] { apart(100); }) ==
             "blocks: all 4 spots in S#r1c1of2x2, S#r1c2of2x2, S#r2c1of2x2 of "
             "section x/S lie within 100 um of S#r2c2of2x2");
  BOOST_TEST(error_of([&] { apart(0); }) ==
             "blocks: apart_from names 1 block, apart_um is 0; give both, the "
             "blocks and how far from them spots must be");
  whole.um_per_px = 0;
  BOOST_TEST(error_of([&] { apart(15); }) ==
             "blocks: apart_um = 15 needs the scale of section x/S, which is "
             "not known; give `dataset` um_per_px or spot_pitch_um");
}

// Every spot of a lattice of 40 x 40 lies in one of 4 x 4 blocks of 100, and
// 128 um are one spot of a pitch of 100 um: one row or column falls away on
// each side that a neighbour of the held-out block has.
BOOST_AUTO_TEST_CASE(sixteen_blocks_of_a_slide_as_folds) {
  Dataset slide;
  slide.section = "x/HD";
  slide.um_per_px = 2;
  slide.array_xy.resize(1600, 2);
  for (int i = 0; i < 1600; ++i) {
    slide.spots.push_back(concat(i % 40, "x", i / 40));
    slide.array_xy.row(i) << i % 40, i / 40;
    slide.counts.row_starts.push_back(0);
  }
  slide.counts.row_starts.push_back(0);
  slide.counts.rows = 1600;
  slide.pixel_xy = 50 * slide.array_xy.cast<double>();
  Names names;
  for (int block = 0; block < 16; ++block) {
    names.push_back(concat("HD#r", block / 4 + 1, "c", block % 4 + 1, "of4x4"));
  }
  for (const std::string& held_out : {names[0], names[1], names[5]}) {
    Names rest;
    for (const std::string& name : names) {
      if (name != held_out) rest.push_back(name);
    }
    BOOST_TEST(in_blocks(slide, {held_out}).spots.size() == 100U);
    BOOST_TEST(in_blocks(slide, rest).spots.size() == 1500U);
    const Dataset apart =
        in_blocks(slide, rest, {.apart_from = {held_out}, .apart_um = 128});
    // A corner block has 2 neighbours, one on the border 3, an inner one 4.
    const std::size_t sides = held_out == names[0]   ? 2
                              : held_out == names[1] ? 3
                                                     : 4;
    BOOST_TEST(apart.spots.size() == 1500U - 10 * sides);
  }
}

// A picture of 8 x 20 px in five strips of 4 rows: the cells' own rows are 10
// to 13, so that strips 1, 2 and 5 are empty.
BOOST_AUTO_TEST_CASE(strips_of_cells_are_those_of_the_picture) {
  Dataset cells = section();
  cells.lattice = Lattice::none;
  cells.picture_width_px = 8;
  cells.picture_height_px = 20;
  const auto strip = [&](int row) {
    return in_blocks(cells, {concat("S#r", row, "c1of5x1")}).spots;
  };
  BOOST_TEST(strip(3) == (Names{"a", "b", "c"}), tt::per_element());
  BOOST_TEST(strip(4) == (Names{"d", "e", "f"}), tt::per_element());
  BOOST_TEST(error_of([&] { strip(2); }) ==
             "blocks: no spot of section x/S lies in S#r2c1of5x1; its 6 spots "
             "span columns 0 to 7 and rows 0 to 19 of the array");
  // Beyond the picture: of the nearest.
  cells.array_xy(0, 1) = -1;
  cells.array_xy(1, 1) = 20;
  BOOST_TEST(strip(1) == (Names{"a"}), tt::per_element());
  BOOST_TEST(strip(5) == (Names{"b"}), tt::per_element());
  cells.picture_height_px = 0;
  BOOST_TEST(error_of([&] { strip(1); }) ==
             "blocks: section x/S is of cells, whose blocks are those of its "
             "picture, and has none; give `dataset` the picture");
}

BOOST_AUTO_TEST_CASE(what_is_no_block_of_the_section_is_named) {
  const auto error = [](const Names& blocks) {
    return error_of([&] { spots_in(blocks); });
  };
  BOOST_TEST(error({"T#r1c1of2x2"}) ==
             "blocks: 'T#r1c1of2x2' is no block of section x/S; expected a "
             "name such as 'x/S#r1c2of2x2', as ms.regions gives them");
  BOOST_TEST(error({"S#r1c1of2x2", "x/S#r1c1of2x2"}) ==
             "blocks: 'x/S#r1c1of2x2' is named twice");
  BOOST_TEST(error({"S#r1c2of4x5"}) ==
             "blocks: no spot of section x/S lies in S#r1c2of4x5; its 6 spots "
             "span columns 2 to 6 and rows 10 to 13 of the array");
}

BOOST_AUTO_TEST_SUITE_END()
