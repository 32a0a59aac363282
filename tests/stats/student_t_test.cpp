#include "core/stats/student_t.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"

namespace moonstain {
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(student_t_test)

// One degree of freedom is Cauchy's: tan(pi (p - 1/2)). Two have the closed
// form (2p - 1) sqrt(2 / (4 p (1 - p))).
BOOST_AUTO_TEST_CASE(one_and_two_degrees_match_their_closed_forms) {
  BOOST_TEST(student_t_quantile(0.975, 1) == std::tan(std::acos(-1.0) * 0.475),
             tt::tolerance(1e-12));
  BOOST_TEST(student_t_quantile(0.975, 2) ==
                 0.95 * std::sqrt(2.0 / (4.0 * 0.975 * 0.025)),
             tt::tolerance(1e-12));
}

// Printed tables: 2.571 for 5, 2.042 for 30 degrees.
BOOST_AUTO_TEST_CASE(larger_degrees_match_printed_tables) {
  BOOST_TEST(std::abs(student_t_quantile(0.975, 5) - 2.571) < 5e-4);
  BOOST_TEST(std::abs(student_t_quantile(0.975, 30) - 2.042) < 5e-4);
}

// recipes/hist_loocv/METHOD.md 7.2: a half width of 0.04 over 42 slides (BRCA)
// implies a standard deviation of 0.128 between them.
BOOST_AUTO_TEST_CASE(published_half_width_gives_the_spread) {
  BOOST_TEST(std::abs(interval_half_width(0.128, 42) - 0.04) < 2e-4);
}

// sqrt(1/4 + 1/4) * t(3) * 2, t(3) = 3.1824
BOOST_AUTO_TEST_CASE(prediction_interval_counts_both_sides) {
  BOOST_TEST(prediction_half_width(2.0, 4, 4) ==
                 2.0 * std::sqrt(0.5) * 3.182446305284263,
             tt::tolerance(1e-9));
}

// Five seeds of ours and one published number, all from one normal
// distribution, 20,000 times: as many lie outside as the level says.
BOOST_AUTO_TEST_CASE(one_further_draw_is_held_as_often_as_said) {
  RandomStream random(1, "student_t_test", "draws");
  int outside = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    std::vector<double> seeds(5);
    double sum = 0;
    for (double& seed : seeds) {
      seed = random.normal();
      sum += seed;
    }
    double squares = 0;
    for (const double seed : seeds) {
      squares += (seed - sum / 5) * (seed - sum / 5);
    }
    outside += std::abs(random.normal() - sum / 5) >
               prediction_half_width(std::sqrt(squares / 4), 5, 1);
  }
  BOOST_TEST(outside > 0.045 * 20000, outside << " of 20000");
  BOOST_TEST(outside < 0.055 * 20000, outside << " of 20000");
}

// scipy.stats.ttest_ind(a, b, equal_var=False) of a = .31 .28 .35 .30 .33 and
// b = .45 .20 .38 .41 .29 .36 .52 .33: its df and half of confidence_interval.
BOOST_AUTO_TEST_CASE(two_means_differ_as_welch_has_it) {
  const MeanDifference difference =
      welch_difference(0.02701851217221258, 5, 0.09823441352194251, 8);
  BOOST_TEST(difference.degrees == 8.57716254144649, tt::tolerance(1e-9));
  BOOST_TEST(difference.half_width == 0.08381553942745795, tt::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(means_without_spread_differ_by_anything) {
  const MeanDifference difference = welch_difference(0, 2, 0, 2);
  BOOST_TEST(difference.half_width == 0.0);
  BOOST_TEST(std::isnan(difference.degrees));
}

BOOST_AUTO_TEST_CASE(a_half_width_gives_its_spread_back) {
  BOOST_TEST(sd_of_half_width(interval_half_width(0.128, 42), 42) == 0.128,
             tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(one_unit_has_no_interval) {
  BOOST_CHECK_EXCEPTION(interval_half_width(1.0, 1), Error, [](const Error& e) {
    return std::string(e.what()) ==
           "interval_half_width: got 1 unit(s); an "
           "interval needs at least 2";
  });
  BOOST_CHECK_EXCEPTION(welch_difference(1, 1, 1, 4), Error,
                        [](const Error& e) {
                          return std::string(e.what()) ==
                                 "welch_difference: between the means of 1 "
                                 "and 4 unit(s); both need at least 2";
                        });
  BOOST_CHECK_EXCEPTION(sd_of_half_width(1.0, 1), Error, [](const Error& e) {
    return std::string(e.what()) ==
           "sd_of_half_width: got 1 unit(s); an interval needs at least 2";
  });
}

// scipy.stats.ttest_ind(a, b, equal_var=False), SciPy 1.17.1.
BOOST_AUTO_TEST_CASE(welch_test_is_that_of_scipy) {
  const WelchTest test =
      welch_test({2.1, 3.4, 1.9, 5.6, 4.4}, {0.5, 1.2, 0.9, 1.1});
  BOOST_TEST(test.t == 3.5729606692770775, tt::tolerance(1e-12));
  BOOST_TEST(test.degrees == 4.388768904936806, tt::tolerance(1e-12));
  BOOST_TEST(test.p == 0.019943941558595694, tt::tolerance(1e-10));
  // One sample alone varies.
  BOOST_TEST(welch_test({1, 2, 3}, {2, 2, 2}).p == 1.0);
}

BOOST_AUTO_TEST_CASE(a_welch_test_of_nothing_that_varies_is_undefined) {
  BOOST_TEST(std::isnan(welch_test({1, 1}, {2, 2}).p));
  BOOST_TEST(std::isnan(welch_test({1}, {2, 3}).p));
  BOOST_TEST(std::isnan(welch_test({}, {2, 3}).t));
}

// 2 * scipy.stats.t.sf(|t|, n - 2), SciPy 1.17.1.
BOOST_AUTO_TEST_CASE(p_of_a_correlation_is_that_of_scipy) {
  BOOST_TEST(correlation_p(0.5, 10) == 0.14111328125, tt::tolerance(1e-10));
  BOOST_TEST(correlation_p(-0.3, 40) == 0.060001789548761765,
             tt::tolerance(1e-10));
  BOOST_TEST(correlation_p(0.9, 3) == 0.2871325862574125, tt::tolerance(1e-10));
  BOOST_TEST(correlation_p(1, 5) == 0);
  BOOST_TEST(correlation_p(0, 5) == 1);
  BOOST_TEST(std::isnan(correlation_p(0.5, 2)));
  BOOST_TEST(std::isnan(correlation_p(std::nan(""), 10)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
