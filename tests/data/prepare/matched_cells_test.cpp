#include "core/data/prepare/matched_cells.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "tests/data/stored/written.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;
using Labels = std::vector<std::int32_t>;
using Counts = std::vector<std::int64_t>;

// Rows of one width; a digit is a label, '.' background.
LabelImage image(const std::vector<std::string>& rows) {
  LabelImage out;
  out.section = "x/S";
  out.rule = "r";
  out.width_px = static_cast<std::int64_t>(rows[0].size());
  out.height_px = static_cast<std::int64_t>(rows.size());
  for (const std::string& row : rows) {
    for (const char one : row) out.values.push_back(one == '.' ? 0 : one - '0');
  }
  out.labels = 9;
  return out;
}

CellMatches matches(const LabelImage& cells, const LabelImage& nuclei,
                    const MatchOptions& options = {}) {
  const TempFolder folder;
  cells.write(folder / "c");
  nuclei.write(folder / "n");
  LabelReader of_cells(folder / "c"), of_nuclei(folder / "n");
  return match_cells(of_cells, of_nuclei, options);
}

// Cells 1, 2 and 3, which lie at whole positions, with 1, 2 and 3 counts.
Dataset cells() {
  Dataset d;
  d.section = "x/S";
  d.patient = "x/P";
  d.lattice = Lattice::none;
  d.um_per_px = 0.5;
  d.picture_width_px = 8;
  d.picture_height_px = 5;
  d.spots = {"3", "1", "2"};
  d.genes = {"G"};
  d.counts = {3, 1, {0, 1, 2, 3}, {0, 0, 0}, {3, 1, 2}};
  d.pixel_xy.resize(3, 2);
  d.pixel_xy << 6, 2, 1, 1, 3, 4;
  set_pixel_array(d);
  return d;
}

// Nucleus 1 has its 4 px in cell 1; 2 has 3 of 4 there, fewer; 4 has 3 of 4 in
// cell 3; 5 has 2 of 4 in cell 2, just half.
const LabelImage kCells =
    image({"1111....", "1111.333", "..22.333", "..22...."});
const LabelImage kNuclei =
    image({"11.2....", "1122.4..", "..25..44", "...555.4"});

}  // namespace

BOOST_AUTO_TEST_SUITE(matched_cells_test)

BOOST_AUTO_TEST_CASE(the_largest_overlap_both_ways_is_kept) {
  const CellMatches m = matches(kCells, kNuclei);
  BOOST_TEST(m.nucleus == (Labels{1, 4, 5}), tt::per_element());
  BOOST_TEST(m.cell == (Labels{1, 3, 2}), tt::per_element());
  BOOST_TEST(m.shared_px == (Counts{4, 3, 2}), tt::per_element());
  BOOST_TEST(m.nucleus_px == (Counts{4, 4, 4}), tt::per_element());
  BOOST_TEST(m.section == "x/S");
  BOOST_TEST(m.rule ==
             "nuclei (r) that share at least 0.5 of their pixels with a cell "
             "(r), the largest overlap both ways");
  BOOST_TEST(
      matches(kCells, kNuclei, {.least_share = 0.6}).nucleus == (Labels{1, 4}),
      tt::per_element());
}

BOOST_AUTO_TEST_CASE(of_equal_overlaps_the_lowest_label_is_kept) {
  const CellMatches two_cells = matches(image({"2211"}), image({"3333"}));
  BOOST_TEST(two_cells.cell == Labels{1}, tt::per_element());
  const CellMatches two_nuclei = matches(image({"1111"}), image({"3322"}));
  BOOST_TEST(two_nuclei.nucleus == Labels{2}, tt::per_element());
}

// Columns 1, 3, 5, 7 of rows 1 and 3. Nuclei 1 and 2 have a pixel of cell 1
// each.
BOOST_AUTO_TEST_CASE(a_coarser_grid_counts_one_pixel_in_so_many) {
  const CellMatches m = matches(kCells, kNuclei, {.every_px = 2});
  BOOST_TEST(m.nucleus == (Labels{1, 4, 5}), tt::per_element());
  BOOST_TEST(m.shared_px == (Counts{1, 1, 1}), tt::per_element());
  BOOST_TEST(m.nucleus_px == (Counts{1, 2, 2}), tt::per_element());
  BOOST_TEST(there_and_back(m).every_px == 2);
}

BOOST_AUTO_TEST_CASE(images_that_are_not_of_one_picture_are_refused) {
  const auto error = [](const LabelImage& cells, const LabelImage& nuclei) {
    return error_of([&] { matches(cells, nuclei); });
  };
  BOOST_TEST(error(kCells, image({"11", "22"})) ==
             "cell_matches: the label image of the cells of section x/S is 8 x "
             "4 px, that of its nuclei 2 x 2; make both of one picture");
  LabelImage other = kNuclei;
  other.section = "x/T";
  BOOST_TEST(error(kCells, other) ==
             "cell_matches: cells of section x/S, but nuclei of x/T");
  BOOST_TEST(error(image({"1..."}), image({".222"})) ==
             "cell_matches: none of the 9 nuclei of section x/S shares 0.5 of "
             "its pixels with one of the 9 cells; are both images of one "
             "picture, and neither shifted or scaled?");
}

BOOST_AUTO_TEST_CASE(cells_take_the_labels_of_their_nuclei) {
  const CellMatches m = matches(kCells, kNuclei);
  const Dataset out = matched_cells(cells(), m, {});
  BOOST_TEST(out.spots == (Names{"4", "1", "5"}), tt::per_element());
  BOOST_TEST(out.counts.values == (Labels{3, 1, 2}), tt::per_element());
  BOOST_TEST(out.pixel_xy(0, 0) == 6);
  BOOST_TEST(out.left_out.empty());
  BOOST_REQUIRE(out.remarks.size() == 1U);
  BOOST_TEST(out.remarks[0] ==
             "3 of 9 nuclei found in the picture are measured cells, whose "
             "counts stand under the nucleus' label");
  const CellTypes types =
      matched_types({"x/S", "h", {"1", "8", "2"}, {"A", "B"}, {1, 0, -1}}, m);
  BOOST_TEST(types.cells == (Names{"1", "5"}), tt::per_element());
  BOOST_TEST(types.index == (Labels{1, -1}), tt::per_element());
  BOOST_TEST(types.classes == (Names{"A", "B"}), tt::per_element());
}

// Of 1, 2 and 2 px of 1 um2 each.
BOOST_AUTO_TEST_CASE(cells_without_a_nucleus_are_counted) {
  const CellMatches m = matches(kCells, kNuclei, {.every_px = 2});
  const Dataset out = matched_cells(cells(), m, {.least_nucleus_um2 = 1.5});
  BOOST_TEST(out.spots == (Names{"4", "5"}), tt::per_element());
  BOOST_REQUIRE(out.left_out.size() == 1U);
  BOOST_TEST(out.left_out[0].first ==
             "cells whose nucleus is smaller than 1.5 um2");
  BOOST_TEST(out.left_out[0].second == 1);
  const CellMatches fewer = matches(kCells, kNuclei, {.least_share = 0.6});
  const Dataset two = matched_cells(cells(), fewer, {});
  BOOST_TEST(two.spots == (Names{"4", "1"}), tt::per_element());
  BOOST_TEST(two.left_out.at(0).first ==
             "cells without a nucleus in the picture");
  // A block has some of the cells.
  Dataset block = cells();
  block.section = "x/S#r1c1of2x1,r2c1of2x1";
  block.spots = {"3", "11", "12"};
  BOOST_TEST(matched_cells(block, m, {}).spots == Names{"4"},
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(matches_of_other_cells_are_refused) {
  const CellMatches m = matches(kCells, kNuclei);
  const auto error = [&](const Dataset& dataset, double least = 0) {
    return error_of([&] { matched_cells(dataset, m, {least}); });
  };
  Dataset other = cells();
  other.spots[0] = "30";
  BOOST_TEST(error(other) ==
             "matched_cells: 1 matched cells, as '3', are none of section x/S; "
             "match the labels of this dataset's cells");
  other = cells();
  other.section = "x/T";
  BOOST_TEST(error(other) ==
             "matched_cells: cells of section x/T, but matches of x/S");
  other = cells();
  other.um_per_px = 0;
  BOOST_TEST(error(other, 10) ==
             "matched_cells: least_nucleus_um2 = 10 needs the scale of section "
             "x/S, which is not known; give `dataset` um_per_px");
  BOOST_TEST(error(cells(), 10) ==
             "matched_cells: none of the 3 cells of section x/S has a nucleus "
             "that counts");
  BOOST_TEST(
      error_of([&] { matched_types({"x/S", "h", {"8"}, {"A"}, {0}}, m); }) ==
      "matched_types: none of the 1 cells with types of section x/S is "
      "matched");
}

BOOST_AUTO_TEST_CASE(matches_that_are_none_are_refused) {
  const CellMatches m = matches(kCells, kNuclei);
  BOOST_TEST(read_with(m, "cell", Labels{1, 3, 1}, {3}) ==
             "o: cell 1 is in two pairs");
  BOOST_TEST(read_with(m, "nucleus", Labels{1, 4, 4}, {3}) ==
             "o: nucleus 4 stands behind 4, expected rising labels");
  BOOST_TEST(read_with(m, "nucleus", Labels{0, 4, 5}, {3}) ==
             "o: pair 0 is of cell 1 and nucleus 0, expected labels above 0");
  BOOST_TEST(read_with(m, "shared_px", Counts{4, 5, 2}, {3}) ==
             "o: nucleus 4 of 4 pixels shares 5 with its cell");
  BOOST_TEST(read_with(m, "shared_px", Counts{4, 5}, {2}) ==
             "o: 3 cells, 3 nuclei, 2 and 3 numbers of pixels");
}

BOOST_AUTO_TEST_SUITE_END()
