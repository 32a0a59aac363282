#include "core/stats/bootstrap.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/random.h"
#include "tests/stats/clustered_sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

constexpr double kInfinite = std::numeric_limits<double>::infinity();

BOOST_AUTO_TEST_SUITE(bootstrap_test)

// Sums 1.5, 0.3, 0.9, 0.3 of 3, 2, 1, 1 units: all 256 draws of four clusters
// counted out in Python. Their 5 and 95 % quantiles: means 0.24 and 0.6, t
// -55/14 and 15/7, both away from a step; four draws are of one cluster.
BOOST_AUTO_TEST_CASE(draws_have_the_quantiles_of_all_possible_ones) {
  const Clusters clusters = clusters_of({.5, .4, .6, .1, .2, .9, .3},
                                        {"A", "A", "A", "B", "B", "C", "D"});
  const Bootstrap made = bootstrap(clusters, 200000, 1, "test", 0.9);
  const double mean = 3.0 / 7.0;
  const double error = 0.1272527123928155;
  BOOST_TEST(made.mean == mean, tt::tolerance(1e-12));
  BOOST_TEST(made.percentile.low == 0.24, tt::tolerance(1e-9));
  BOOST_TEST(made.percentile.high == 0.6, tt::tolerance(1e-9));
  BOOST_TEST(made.studentised.low == mean - 15.0 / 7.0 * error,
             tt::tolerance(1e-9));
  BOOST_TEST(made.studentised.high == mean + 55.0 / 14.0 * error,
             tt::tolerance(1e-9));
  BOOST_TEST(std::abs(made.without_spread - 200000 / 64) < 250);
}

BOOST_AUTO_TEST_CASE(the_seed_and_the_step_make_the_draws) {
  const Clusters clusters =
      clusters_of({1, 2, 4, 8, 9, 11}, {"A", "B", "C", "D", "E", "F"});
  const auto low = [&](std::int64_t seed, std::string_view step) {
    return bootstrap(clusters, 100, seed, step).studentised.low;
  };
  BOOST_TEST(low(1, "a") == low(1, "a"));
  BOOST_TEST(low(1, "a") != low(2, "a"));
  BOOST_TEST(low(1, "a") != low(1, "b"));
}

// A large value added to all is added to both intervals, and does not drown
// the spread.
BOOST_AUTO_TEST_CASE(a_shift_moves_both_intervals) {
  const std::vector<std::string> names{"A", "A", "B", "C", "D", "E"};
  const auto at = [&](double shift) {
    return bootstrap(clusters_of({shift + 1, shift + 2, shift + 3, shift + 5,
                                  shift + 2, shift + 8},
                                 names),
                     1000, 7, "test");
  };
  const Bootstrap low = at(0);
  const Bootstrap high = at(1e6);
  BOOST_TEST(std::abs(high.percentile.low - 1e6 - low.percentile.low) < 1e-6);
  BOOST_TEST(std::abs(high.studentised.high - 1e6 - low.studentised.high) <
             1e-6);
}

BOOST_AUTO_TEST_CASE(what_has_no_spread_is_said) {
  const Bootstrap one = bootstrap(clusters_of({1, 2}, {"A", "A"}), 100, 1, "t");
  BOOST_TEST(one.mean == 1.5);
  BOOST_TEST(std::isnan(one.percentile.low));
  BOOST_TEST(std::isnan(one.studentised.high));

  const Bootstrap flat = bootstrap(
      clusters_of({.1, .1, .1, .1}, {"A", "B", "B", "C"}), 100, 1, "t");
  BOOST_TEST(flat.studentised.low == 0.1, tt::tolerance(1e-12));
  BOOST_TEST(flat.percentile.high == 0.1, tt::tolerance(1e-12));
  BOOST_TEST(flat.without_spread == 100);

  // Of two clusters half of all draws hold one alone.
  const Bootstrap two = bootstrap(clusters_of({1, 2}, {"A", "B"}), 100, 1, "t");
  BOOST_TEST(two.studentised.low == -kInfinite);
  BOOST_TEST(two.studentised.high == kInfinite);
}

// Eight patients of 6 or 3 sections, 1,000 samples around 0: nominal 95 %.
BOOST_AUTO_TEST_CASE(the_studentised_interval_covers_where_the_other_does_not) {
  std::vector<std::string> cluster;
  for (int patient = 0; patient < 8; ++patient) {
    cluster.insert(cluster.end(), patient < 4 ? 6 : 3,
                   std::string(1, static_cast<char>('A' + patient)));
  }
  RandomStream random(3, "bootstrap_test", "samples");
  int studentised = 0;
  int percentile = 0;
  for (int sample = 0; sample < 1000; ++sample) {
    const std::vector<double> values = clustered_sample(random, cluster);
    const Bootstrap made =
        bootstrap(clusters_of(values, cluster), 500, sample, "test");
    const auto holds = [](const Interval& interval) {
      return interval.low <= 0 && interval.high >= 0;
    };
    studentised += holds(made.studentised);
    percentile += holds(made.percentile);
  }
  BOOST_TEST(studentised > 920, studentised << " of 1000");
  BOOST_TEST(percentile < 910, percentile << " of 1000");
}

BOOST_AUTO_TEST_CASE(bad_numbers_are_named) {
  const Clusters two = clusters_of({1, 2}, {"A", "B"});
  BOOST_TEST(error_of([&] { bootstrap(two, 99, 1, "t"); }) ==
             "bootstrap: 99 draws; at least 100 are needed for an interval");
  BOOST_TEST(error_of([&] { bootstrap(two, 100, 1, "t", 95); }) ==
             "bootstrap: level 95 does not lie between 0 and 1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
