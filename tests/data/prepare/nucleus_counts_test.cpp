#include "core/data/prepare/nucleus_counts.h"

#include <boost/test/unit_test.hpp>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "tests/data/stored/written.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

/// The uniform numbers of a name that the published values are made of: FNV-1a
/// of the name, then splitmix64 of that and the place.
double uniform(std::string_view name, std::uint64_t i) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char letter : name) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3;
  }
  std::uint64_t z = hash + i + 0x9E3779B97F4A7C15;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return static_cast<double>((z ^ z >> 31) >> 11) * 0x1p-53;
}

/// A label for each cell of a grid whose number is below 0.6; lines between.
LabelImage cells(std::string_view name, std::int64_t width, std::int64_t height,
                 std::int64_t cell_px, std::int64_t columns) {
  LabelImage out;
  out.section = "x/1";
  out.rule = "cells of a grid";
  out.width_px = width;
  out.height_px = height;
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      const std::int64_t cell = y / cell_px * columns + x / cell_px;
      const bool inside = y % cell_px != 0 && x % cell_px != 0 &&
                          uniform(name, static_cast<std::uint64_t>(cell)) < 0.6;
      out.values.push_back(inside ? static_cast<std::int32_t>(cell + 1) : 0);
    }
  }
  return out;
}

Dataset section_of(const std::vector<std::array<double, 2>>& places) {
  Dataset d;
  d.section = "x/1";
  d.array_xy.setZero(static_cast<Eigen::Index>(places.size()), 2);
  d.pixel_xy.resize(d.array_xy.rows(), 2);
  for (std::size_t i = 0; i < places.size(); ++i) {
    d.spots.push_back(concat("s", i));
    d.pixel_xy.row(static_cast<Eigen::Index>(i)) << places[i][0], places[i][1];
  }
  return d;
}

NucleusCounts count(const Dataset& dataset, const LabelImage& image,
                    std::int64_t side_px) {
  const TempFolder folder;
  image.write(folder / "labels");
  LabelReader labels(folder / "labels");
  return nucleus_counts(dataset, labels, {.side_px = side_px});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nucleus_counts_test)

// Expected values: hespotex_graph_patches.json, from the authors' code in
// float32 (wwYinYin/HESpotEx c3964aac60de9332c5cb2c7582829f2ba983fae5): masks
// of cells of 9 and 75 px, windows of 62 and 260 px.
BOOST_AUTO_TEST_CASE(factors_are_those_of_the_authors_code) {
  const NucleusCounts small =
      count(section_of({{200, 150},
                        {100.9, 90.2},
                        {10, 12},
                        {330, 250},
                        {171.5, 5},
                        {250, 140}}),
            cells("input:cells_small", 340, 300, 9, 38), 62);
  const NucleusCounts large =
      count(section_of({{350, 320},
                        {400.6, 355.4},
                        {130, 320},
                        {90, 330},
                        {600, 600},
                        {200, 60}}),
            cells("input:cells_large", 700, 640, 75, 10), 260);
  const double of_small[] = {2, 2, 1.9, 2, 1.75, 2};
  const double of_large[] = {1.8125, 2, 1.5625, 1.625, 1.5625, 1.6875};
  for (Eigen::Index i = 0; i < 6; ++i) {
    BOOST_TEST(small.factor[i] == of_small[i], tt::tolerance(1e-7));
    BOOST_TEST(large.factor[i] == of_large[i], tt::tolerance(1e-7));
  }
  // Of the small ones 2 is 20 or more labels, of the large ones it is 16.
  BOOST_TEST(small.distinct[2] == 18);
  BOOST_TEST(large.distinct[1] == 16);
}

// recipes/hespotex_loocv/METHOD.md A.2: raw counts and their factors.
BOOST_AUTO_TEST_CASE(counts_are_clamped_to_1_and_20) {
  const std::vector<std::int32_t> counts = {1, 5, 24, 13, 0, 20, 7};
  const double expected[] = {1.05, 1.25, 2, 1.65, 1.05, 2, 1.35};
  const Eigen::VectorXd factor = nucleus_factor(counts);
  for (Eigen::Index i = 0; i < 7; ++i) {
    BOOST_TEST(factor[i] == expected[i], tt::tolerance(1e-12));
  }
  BOOST_TEST(nucleus_factor(std::vector<std::int32_t>{4, 2})[1] == 1.5);
  BOOST_TEST(nucleus_factor({}).size() == 0);
}

// 6 x 4 pixels, one label in a corner: windows of 4 px around the middle and
// around that corner, and one of background alone.
BOOST_AUTO_TEST_CASE(background_is_a_label_where_there_is_any) {
  LabelImage image;
  image.section = "x/1";
  image.width_px = 6;
  image.height_px = 4;
  image.values.assign(24, 0);
  for (const std::size_t corner : {0, 1, 6, 7}) image.values[corner] = 9;
  const NucleusCounts found =
      count(section_of({{3, 2}, {0, 0}, {4.9, 2}}), image, 4);
  BOOST_TEST(found.distinct == (std::vector<std::int32_t>{2, 1, 1}),
             tt::per_element());
  BOOST_TEST(found.factor[0] == 2.0);
  BOOST_TEST(found.factor[1] == 1.5);
}

BOOST_AUTO_TEST_CASE(labels_of_another_picture_are_refused) {
  const LabelImage image = cells("a", 20, 10, 3, 7);
  Dataset dataset = section_of({{5, 5}});
  dataset.picture_width_px = 20;
  dataset.picture_height_px = 11;
  BOOST_TEST(error_of([&] { count(dataset, image, 4); }) ==
             "nucleus_counts: the label image of section x/1 is 20 x 10 px, "
             "its picture 20 x 11; make the labels from that picture");
  dataset.section = "x/2";
  BOOST_TEST(error_of([&] { count(dataset, image, 4); }) ==
             "nucleus_counts: places of section x/2, but labels of x/1");
  BOOST_TEST(error_of([&] { count(section_of({{30, 5}}), image, 4); }) ==
             "nucleus_counts: spot s0 of section x/1 lies outside the picture, "
             "11 px right of its 20 x 10 px, and its window of 4 px has none "
             "of them; are the positions those of this picture?");
}

BOOST_AUTO_TEST_CASE(counts_are_stored) {
  NucleusCounts counts;
  counts.section = "x/1";
  counts.rule = "nuclei: as said";
  counts.side_px = 145;
  counts.spots = {"a", "b"};
  counts.distinct = {3, 12};
  counts.factor = Eigen::Vector2d(1.25, 2);
  const NucleusCounts back = there_and_back(counts);
  BOOST_TEST(back.section == "x/1");
  BOOST_TEST(back.rule == "nuclei: as said");
  BOOST_TEST(back.side_px == 145);
  BOOST_TEST(back.spots[1] == "b");
  BOOST_TEST(back.distinct[1] == 12);
  BOOST_TEST(back.factor[0] == 1.25);
  BOOST_TEST(read_with(counts, "factor", std::vector<double>{1, 2}, {2}) ==
             "o: spot 'a' has the factor 1, expected above 1, at most 2");
  BOOST_TEST(read_with(counts, "distinct", std::vector<std::int32_t>{1, -2},
                       {2}) == "o: spot 'b' has -2 labels, expected 0 or more");
}

BOOST_AUTO_TEST_SUITE_END()
