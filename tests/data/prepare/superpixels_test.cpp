#include "core/data/prepare/superpixels.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <set>

#include "tests/support/golden.h"
#include "tests/support/published_rule.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

const Json& published() {
  static const Json made = read_golden("learn/istar").at("functions");
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(superpixels_test)

// First and last column of each row, counted from the corner of the square of
// 2 ceil(radius) + 1.
BOOST_AUTO_TEST_CASE(disks_are_the_published_ones) {
  for (const auto& [text, mask] :
       published().at("disk_mask").at("by_radius").items()) {
    const double radius = std::stod(text);
    const auto half = static_cast<std::int64_t>(std::ceil(radius));
    Json rows = Json::array();
    for (std::int64_t i = 0; i <= 2 * half; ++i) rows.push_back(nullptr);
    const auto disk = spot_disk(100, 100, radius, DiskCentre::faithful);
    for (const Superpixel& one : disk) {
      Json& row = rows[static_cast<std::size_t>(one.row - 100 + half)];
      const std::int64_t column = one.column - 100 + half;
      if (row.is_null()) row = {column, column};
      row[1] = column;
    }
    BOOST_TEST(rows == mask.at("rows_first_last"), "radius " << text);
    BOOST_TEST(disk.size() == mask.at("count").get<std::size_t>());
  }
}

// The middle of a disk of radius 1 is its third of five superpixels.
BOOST_AUTO_TEST_CASE(published_disks_lie_where_the_authors_do) {
  const Json& places = published().at("spot_superpixel");
  for (std::size_t i = 0; i < places.at("xy").size(); ++i) {
    const Json& xy = places.at("xy")[i];
    const auto disk =
        spot_disk(xy[0].get<double>() / 16, xy[1].get<double>() / 16, 1,
                  DiskCentre::faithful);
    BOOST_REQUIRE(disk.size() == 5U);
    BOOST_TEST(Json({disk[2].row, disk[2].column}) ==
               places.at("row_column")[i]);
  }
}

// The spot stands at a corner between four superpixels, whose middles are
// sqrt(0.5) from it; the next are sqrt(2.5).
BOOST_AUTO_TEST_CASE(a_disk_around_the_spot_is_even_on_all_sides) {
  const std::vector<Superpixel> four{{3, 6}, {3, 7}, {4, 6}, {4, 7}};
  BOOST_TEST((spot_disk(7, 4, 1.5, DiskCentre::corrected) == four));
  BOOST_TEST(spot_disk(7, 4, 1.6, DiskCentre::corrected).size() == 12U);
  // In the middle of one, four others are a side away.
  BOOST_TEST(spot_disk(7.5, 4.5, 1, DiskCentre::corrected).size() == 5U);
}

// Over places in all phases the published disks are half a superpixel off on
// both axes, those around the spot are not.
BOOST_AUTO_TEST_CASE(published_disks_are_half_a_superpixel_off) {
  const auto off = [](DiskCentre centre) {
    double x_sum = 0, y_sum = 0;
    constexpr int kPhases = 64;
    for (int i = 0; i < kPhases * kPhases; ++i) {
      const double x = 20 + (i / kPhases + 0.25) / kPhases;
      const double y = 30 + (i % kPhases + 0.75) / kPhases;
      const auto disk = spot_disk(x, y, 6.25, centre);
      double column = 0, row = 0;
      for (const Superpixel& one : disk) {
        column += static_cast<double>(one.column) + 0.5;
        row += static_cast<double>(one.row) + 0.5;
      }
      x_sum += column / static_cast<double>(disk.size()) - x;
      y_sum += row / static_cast<double>(disk.size()) - y;
    }
    return std::pair(x_sum / (kPhases * kPhases), y_sum / (kPhases * kPhases));
  };
  const auto [published_x, published_y] = off(DiskCentre::faithful);
  BOOST_TEST(std::fabs(published_x - 0.5) < 0.01);
  BOOST_TEST(std::fabs(published_y - 0.5) < 0.01);
  const auto [spot_x, spot_y] = off(DiskCentre::corrected);
  BOOST_TEST(std::fabs(spot_x) < 0.01);
  BOOST_TEST(std::fabs(spot_y) < 0.01);
}

// The authors' values are OpenCV's, in float32.
BOOST_AUTO_TEST_CASE(smoothing_is_the_published_one) {
  Matrix map(11, 13);
  for (Eigen::Index i = 0; i < map.size(); ++i) {
    map.data()[i] = static_cast<float>(
        2 * uniform_at(fnv1a("input:smooth") + static_cast<std::uint64_t>(i)) -
        1);
  }
  for (const auto& [width, smooth] :
       published().at("smoothing").at("by_width").items()) {
    const Matrix found = smoothed_uniformly(map, std::stoi(width));
    const auto expected = smooth.at("values").get<std::vector<double>>();
    BOOST_REQUIRE(found.size() == std::ssize(expected));
    for (Eigen::Index i = 0; i < found.size(); ++i) {
      BOOST_TEST(std::fabs(found.data()[i] -
                           expected[static_cast<std::size_t>(i)]) < 1e-6);
    }
  }
}

// Widths 3 and 2 over 0, 3, 9: (0 + 0 + 3) / 3, ..., and (0 + 0) / 2, ...
BOOST_AUTO_TEST_CASE(odd_windows_are_centred_and_even_ones_lean_back) {
  const Matrix map{{0.F, 3.F, 9.F}};
  BOOST_TEST((smoothed_uniformly(map, 3) == Matrix{{1.F, 4.F, 7.F}}));
  BOOST_TEST((smoothed_uniformly(map, 2) == Matrix{{0.F, 1.5F, 6.F}}));
  BOOST_TEST((smoothed_uniformly(map, 1) == map));
}

BOOST_AUTO_TEST_CASE(no_disk_and_no_window_are_refused) {
  BOOST_TEST(error_of([] { spot_disk(3, 3, 0.5, DiskCentre::corrected); }) ==
             "superpixels: a spot's radius is 0.5 superpixels of 8 um; "
             "expected at least 1");
  BOOST_TEST(error_of([] { smoothed_uniformly(Matrix(2, 3), 0); }) ==
             "superpixels: a window of 0 over a map of 2 x 3; both must be at "
             "least 1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
