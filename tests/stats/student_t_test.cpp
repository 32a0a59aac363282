#include "core/stats/student_t.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/error.h"

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

BOOST_AUTO_TEST_CASE(one_unit_has_no_interval) {
  BOOST_CHECK_EXCEPTION(interval_half_width(1.0, 1), Error, [](const Error& e) {
    return std::string(e.what()) ==
           "interval_half_width: got 1 unit(s); an "
           "interval needs at least 2";
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
