#include "core/data/prepare/dense_dataset.h"

#include <boost/test/unit_test.hpp>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

Dataset section_at(const std::vector<std::pair<double, double>>& pixels) {
  Dataset d;
  d.section = "x/1";
  d.genes = {"ACTB"};
  d.array_xy.resize(std::ssize(pixels), 2);
  d.pixel_xy.resize(std::ssize(pixels), 2);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    d.spots.push_back(concat("s", i));
    d.array_xy.row(row) << static_cast<int>(i), 0;
    d.pixel_xy.row(row) << pixels[i].first, pixels[i].second;
  }
  d.counts.rows = std::ssize(pixels);
  d.counts.columns_count = 1;
  d.counts.row_starts.assign(pixels.size() + 1, 0);
  return d;
}

Json rows_of(const auto& values) {
  Json rows = Json::array();
  for (Eigen::Index row = 0; row < values.rows(); ++row) {
    rows.push_back({static_cast<std::int64_t>(values(row, 0)),
                    static_cast<std::int64_t>(values(row, 1))});
  }
  return rows;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dense_dataset_test)

// Six spots of HisToGene's authors (tests/golden/learn/README.md), their pixels
// with a fraction as a section's file has them.
BOOST_AUTO_TEST_CASE(places_are_those_of_the_authors_code) {
  const Json published = read_golden("learn/histogene")
                             .at("functions")
                             .at("super_resolution_grid");
  std::vector<std::pair<double, double>> pixels;
  for (const Json& centre : published.at("centres_xy")) {
    pixels.emplace_back(centre[0].get<double>() + 0.9,
                        centre[1].get<double>() + 0.4);
  }
  const Dataset dense = dense_dataset(section_at(pixels), {});
  BOOST_TEST(rows_of(dense.pixel_xy) == published.at("grid_centres"));
  BOOST_TEST(rows_of(dense.array_xy) == published.at("grid_positions"));
  BOOST_TEST(dense.spots.size() == 30U);
  BOOST_TEST(dense.spots[7] == "173,145");
  BOOST_TEST(dense.genes.empty());
  BOOST_TEST(dense.counts.rows == 30);
}

// From 10 to below 30 by 10, and 5 to below 25: cells of 20 / 4 px.
BOOST_AUTO_TEST_CASE(steps_and_cells_are_as_asked_for) {
  const Dataset dense = dense_dataset(section_at({{10, 5}, {30, 25}}), {10, 4});
  BOOST_TEST(rows_of(dense.pixel_xy) ==
             Json::parse("[[10,5],[20,5],[10,15],[20,15]]"));
  BOOST_TEST(rows_of(dense.array_xy) ==
             Json::parse("[[2,1],[4,1],[2,3],[4,3]]"));
}

BOOST_AUTO_TEST_CASE(spots_closer_than_the_cells_are_named) {
  BOOST_TEST(error_of([] {
               dense_dataset(section_at({{10, 5}, {39, 900}}), {});
             }) ==
             "dense_dataset: the spots of section x/1 extend over 29 px of x, "
             "which 30 cells do not divide; use fewer cells");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
