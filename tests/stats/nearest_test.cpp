#include "core/stats/nearest.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <limits>

#include "core/base/random.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

using Found = NearestPoints::Found;

// By sorting all.
std::vector<Found> sorted(const Points& points, double x, double y,
                          std::int64_t count, std::int64_t without) {
  std::vector<Found> all;
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    if (i == without) continue;
    const double dx = points(i, 0) - x;
    const double dy = points(i, 1) - y;
    all.push_back({dx * dx + dy * dy, i});
  }
  std::sort(all.begin(), all.end());
  all.resize(std::min(all.size(), static_cast<std::size_t>(count)));
  return all;
}

void compare(const Points& points, std::int64_t count) {
  const NearestPoints nearest(points);
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    const double x = points(i, 0);
    const double y = points(i, 1);
    BOOST_TEST((nearest.near(x, y, count) == sorted(points, x, y, count, -1)));
    BOOST_TEST(
        (nearest.near(x, y, count, i) == sorted(points, x, y, count, i)));
    BOOST_TEST((nearest.near(x + 0.5, y - 300, count) ==
                sorted(points, x + 0.5, y - 300, count, -1)));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nearest_test)

// On a lattice most distances are there four or eight times.
BOOST_AUTO_TEST_CASE(ties_are_by_index) {
  Points points(400, 2);
  for (Eigen::Index i = 0; i < 400; ++i) points.row(i) << i % 20, i / 20;
  for (const std::int64_t count : {1, 4, 8, 13}) compare(points, count);
}

BOOST_AUTO_TEST_CASE(points_anywhere) {
  RandomStream random(1, "nearest_test", "points");
  Points points(300, 2);
  for (Eigen::Index i = 0; i < 300; ++i) {
    points.row(i) << 1000 * random.uniform(), 10 * random.uniform();
  }
  compare(points, 7);
}

// One far away, and many at one place.
BOOST_AUTO_TEST_CASE(points_in_heaps) {
  Points points = Points::Zero(100, 2);
  points.row(17) << 1e9, -1e9;
  points.bottomRows(20).setConstant(3);
  compare(points, 30);
}

BOOST_AUTO_TEST_CASE(fewer_points_than_asked_for_are_all) {
  Points points(2, 2);
  points << 0, 0, 3, 4;
  BOOST_TEST((NearestPoints(points).near(3, 4, 5) ==
              std::vector<Found>{{0, 1}, {25, 0}}));
  BOOST_TEST(NearestPoints(points).near(3, 4, 0).empty());
  BOOST_TEST(NearestPoints(Points(0, 2)).near(3, 4, 5).empty());
}

BOOST_AUTO_TEST_CASE(a_point_that_is_nowhere_is_named) {
  Points points = Points::Zero(3, 2);
  points(1, 1) = std::numeric_limits<double>::infinity();
  BOOST_TEST(error_of([&] { NearestPoints{points}; }) ==
             "nearest points: point 1 (counted from 0) lies at (0, inf), "
             "expected finite numbers");
}

// Whole pixels on a small square, so that many lie at one distance.
BOOST_AUTO_TEST_CASE(the_nearest_others_are_those_that_a_search_finds) {
  RandomStream random(2, "nearest_test", "others");
  Points points(400, 2);
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    points(i, 0) = static_cast<double>(random.below(30));
    points(i, 1) = static_cast<double>(random.below(30));
  }
  const NearestPoints nearest(points);
  const auto others = nearest.nearest_others();
  BOOST_TEST_REQUIRE(others.size() == 400U);
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    const auto one = sorted(points, points(i, 0), points(i, 1), 1, i);
    BOOST_TEST((others[static_cast<std::size_t>(i)] == one.front()));
  }
  BOOST_TEST(NearestPoints(Points::Zero(1, 2)).nearest_others()[0].index == -1);
  BOOST_TEST(NearestPoints(Points(0, 2)).nearest_others().empty());
}

// 1e200 squared is beyond float64: the two are there all the same.
BOOST_AUTO_TEST_CASE(others_too_far_for_a_square_are_still_the_nearest) {
  const Points points{{0, 0}, {1e200, 0}};
  const auto others = NearestPoints(points).nearest_others();
  BOOST_TEST(others[0].index == 1);
  BOOST_TEST(others[1].index == 0);
}

BOOST_AUTO_TEST_SUITE_END()
