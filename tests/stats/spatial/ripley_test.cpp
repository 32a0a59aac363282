#include "core/stats/spatial/ripley.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <numbers>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/stats/spatial/close_pairs.h"
#include "tests/stats/spatial/golden.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

const std::vector<std::string> kTypes{"B", "T", "Tumour"};

std::vector<std::int32_t> golden_types() {
  std::vector<std::int32_t> out;
  for (const Json& one : spatial_golden()["types"]) {
    const auto at = std::find(kTypes.begin(), kTypes.end(), one);
    out.push_back(static_cast<std::int32_t>(at - kTypes.begin()));
  }
  return out;
}

// Points of whole pixels in a square; some lie at one place.
Points scattered(Eigen::Index count, std::uint64_t side) {
  RandomStream random(5, "ripley_test", "points");
  Points out(count, 2);
  for (Eigen::Index i = 0; i < count; ++i) {
    out(i, 0) = static_cast<double>(random.below(side));
    out(i, 1) = static_cast<double>(random.below(side));
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ripley_test)

BOOST_AUTO_TEST_CASE(l_equals_that_of_spatstat) {
  const CrossL found = cross_l(golden_points(), golden_types(), 3, 60, 60);
  BOOST_TEST(
      found.radii == spatial_golden()["radii"].get<std::vector<double>>(),
      tt::per_element());
  BOOST_TEST(spatial_golden()["L"].size() == 9U);
  for (std::size_t row = 0; row < 9; ++row) {
    const Json& one = spatial_golden()["L"][row];
    BOOST_TEST(one["from"] == kTypes[row / 3]);
    BOOST_TEST(one["to"] == kTypes[row % 3]);
    BOOST_TEST_CONTEXT("from " << one["from"] << " to " << one["to"]) {
      for (std::size_t r = 0; r < found.radii.size(); ++r) {
        BOOST_TEST(std::abs(found.values(static_cast<Eigen::Index>(row),
                                         static_cast<Eigen::Index>(r)) -
                            one["L"][r].get<double>()) < 1e-10);
      }
    }
  }
}

// Two points of a type in opposite corners of a 3 x 4 box, and one of another
// in its middle, 2.5 from both: each circle around a corner of that radius has
// a quarter inside, so the weight is 4, and K = 12 / (2 * 1) * 2 * 4. The
// circle around the middle is cut by the two sides that are 1.5 away, twice
// acos(0.6) each.
BOOST_AUTO_TEST_CASE(weights_in_a_corner_and_across_two_sides_by_hand) {
  Points points(3, 2);
  points << 0, 0, 3, 4, 1.5, 2;
  const CrossL found = cross_l(points, {0, 0, 1}, 2, 2.5, 1);
  BOOST_TEST(found.counts == (std::vector<std::int64_t>{2, 1}),
             tt::per_element());
  // 2.5 is half the diagonal, where no curve is defined.
  BOOST_TEST(std::isnan(found.values(1, 1)));
  points.row(2) << 1, 1;
  const CrossL near = cross_l(points, {0, 0, 1}, 2, 2, 4);
  // Only the corner at the origin is within 2, at sqrt(2): from 1.5 on.
  const double corner = std::sqrt(12.0 / 2 * 4 / std::numbers::pi);
  BOOST_TEST(near.values(1, 2) == 0);
  BOOST_TEST(near.values(1, 3) == corner, tt::tolerance(1e-12));
  BOOST_TEST(near.values(1, 4) == corner, tt::tolerance(1e-12));
  // Around (1, 1) a circle of sqrt(2) passes the corner itself: of the left
  // and of the lower side twice 45 degrees are cut off, so half is inside.
  const double inner = std::sqrt(12.0 / 2 * 2 / std::numbers::pi);
  BOOST_TEST(near.values(2, 3) == inner, tt::tolerance(1e-12));
  // Means of 0, 0, 0, L, L less 0, 0.5, 1, 1.5, 2.
  BOOST_TEST(near.mean_excess(0, 1) == (2 * corner - 5) / 5,
             tt::tolerance(1e-12));
  // One point of a type has no other of its own.
  BOOST_TEST(std::isnan(near.values(3, 0)));
  BOOST_TEST(std::isnan(near.mean_excess(1, 1)));
}

// A point without a type widens the box, and is in no pair.
BOOST_AUTO_TEST_CASE(points_without_a_type_only_widen_the_box) {
  Points points(3, 2);
  points << 10, 10, 11, 10, 30, 20;
  const auto k = [&](std::vector<std::int32_t> types) {
    return cross_l(points, types, 2, 2, 2).values(1, 2);
  };
  points.row(2) << 30, 30;
  BOOST_TEST(k({0, 1, -1}) == k({0, 1, 2}));
  BOOST_TEST(close_pairs_by_type(points, {0, -1, 1}, 2, 5).sum() == 0);
}

BOOST_AUTO_TEST_CASE(close_pairs_equal_those_of_spatstat) {
  const auto counts =
      close_pairs_by_type(golden_points(), golden_types(), 3, 50);
  const Json& table = spatial_golden()["close_pairs"];
  for (Eigen::Index a = 0; a < 3; ++a) {
    for (Eigen::Index b = 0; b < 3; ++b) {
      // There (i, j) and (j, i) are two, which of one type fall into one field.
      BOOST_TEST(counts(a, b) * (a == b ? 2 : 1) ==
                 table[a][b].get<std::int64_t>());
    }
  }
}

// 3, 4 and 5: just at the reach counts.
BOOST_AUTO_TEST_CASE(the_reach_itself_counts) {
  Points points(2, 2);
  points << 0, 0, 30, 40;
  BOOST_TEST(close_pairs_by_type(points, {0, 1}, 2, 50)(0, 1) == 1);
  BOOST_TEST(close_pairs_by_type(points, {0, 1}, 2, 50)(1, 0) == 1);
  BOOST_TEST(close_pairs_by_type(points, {0, 1}, 2, 49.99)(0, 1) == 0);
}

// By a grid as by looking at all, each pair once, whatever the reach.
BOOST_AUTO_TEST_CASE(the_grid_misses_no_pair) {
  for (const double reach : {0.01, 1.0, 7.0, 25.0, 60.0, 1000.0}) {
    const Points points = scattered(300, 90);
    std::map<std::pair<std::int64_t, std::int64_t>, double> expected, found;
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
      for (Eigen::Index j = 0; j < i; ++j) {
        const double squared = (points.row(i) - points.row(j)).squaredNorm();
        if (squared <= reach * reach) expected[{j, i}] = squared;
      }
    }
    const PointGrid grid(points, reach);
    grid.for_pairs([&](std::size_t a, std::size_t b, double squared) {
      const std::int64_t i = grid.order()[a], j = grid.order()[b];
      const auto pair = std::pair(std::min(i, j), std::max(i, j));
      BOOST_TEST(found.emplace(pair, squared).second);
    });
    BOOST_TEST((found == expected));
  }
  // All in a line, and all at one place.
  Points line = Points::Zero(50, 2);
  std::int64_t pairs = 0;
  const auto count = [&](std::size_t, std::size_t, double) { ++pairs; };
  PointGrid(line, 1).for_pairs(count);
  BOOST_TEST(pairs == 50 * 49 / 2);
  for (Eigen::Index i = 0; i < 50; ++i) line(i, 1) = static_cast<double>(i);
  pairs = 0;
  PointGrid(line, 1).for_pairs(count);
  BOOST_TEST(pairs == 49);
  PointGrid(Points(0, 2), 1).for_pairs(count);
  BOOST_TEST(pairs == 49);
}

// Independent points: L(r) is r but for chance. 2,000 points at 40 radii.
BOOST_AUTO_TEST_CASE(of_points_at_random_l_is_the_radius) {
  RandomStream random(5, "ripley_test", "uniform");
  Points points(2000, 2);
  std::vector<std::int32_t> types;
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    points.row(i) << 1000 * random.uniform(), 1000 * random.uniform();
    types.push_back(static_cast<std::int32_t>(random.below(2)));
  }
  const CrossL found = cross_l(points, types, 2, 50, 40);
  for (const auto& [a, b] : {std::pair(0, 0), {0, 1}, {1, 0}, {1, 1}}) {
    BOOST_TEST(std::abs(found.mean_excess(a, b)) < 1);
  }
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  const auto says = [](const std::string& text) {
    return [text](const Error& e) { return e.what() == text; };
  };
  Points points(2, 2);
  points << 0, 0, 1, NAN;
  BOOST_CHECK_EXCEPTION(
      cross_l(points, {0}, 1, 5, 5), Error,
      says("cross_l: 2 points with 1 types; expected a type for each"));
  BOOST_CHECK_EXCEPTION(cross_l(points, {0, 0}, 1, 5, 0), Error,
                        says("cross_l: 0 steps of the radius, 1 types; "
                             "expected at least 1 of each"));
  BOOST_CHECK_EXCEPTION(
      PointGrid(points, 0), Error,
      says("close pairs: the reach is 0, expected a number above 0"));
  BOOST_CHECK_EXCEPTION(PointGrid(points, 2), Error,
                        says("close pairs: point 1 (counted from 0) lies at "
                             "(1, nan), expected finite numbers"));
}

BOOST_AUTO_TEST_SUITE_END()
