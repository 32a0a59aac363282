#include "core/stats/studentised_range.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

#include "tests/support/temp_folder.h"

namespace moonstain {

namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(studentised_range_test)

// The range of two values is |x - y|, normal with variance 2.
BOOST_AUTO_TEST_CASE(of_two_groups_it_is_the_error_function) {
  for (const double range : {0.01, 0.5, 1.0, 2.7718, 6.0}) {
    BOOST_TEST(studentised_range_chance(range, 2) == std::erf(range / 2),
               tt::tolerance(1e-12));
  }
  BOOST_TEST(studentised_range_chance(0, 2) == 0);
  BOOST_TEST(studentised_range_chance(-1, 7) == 0);
  BOOST_TEST(studentised_range_chance(60, 7) == 1, tt::tolerance(1e-12));
}

// Demsar 2006, table 5a: q at 5 and 10 per cent for 2 to 10 methods, to three
// places, the last of which is not always rounded: 2.3437 stands as 2.343.
BOOST_AUTO_TEST_CASE(quantiles_are_those_of_the_published_table) {
  const double at_5[] = {1.960, 2.343, 2.569, 2.728, 2.850,
                         2.949, 3.031, 3.102, 3.164};
  const double at_10[] = {1.645, 2.052, 2.291, 2.459, 2.589,
                          2.693, 2.780, 2.855, 2.920};
  for (int methods = 2; methods <= 10; ++methods) {
    const auto q = [&](double probability) {
      return studentised_range_quantile(probability, methods) /
             std::numbers::sqrt2;
    };
    BOOST_TEST(std::abs(q(0.95) - at_5[methods - 2]) < 1e-3);
    BOOST_TEST(std::abs(q(0.90) - at_10[methods - 2]) < 1e-3);
  }
}

// scipy 1.17's studentized_range, degrees of freedom inf, whose integral is
// good to some ten digits.
BOOST_AUTO_TEST_CASE(chances_and_quantiles_equal_those_of_scipy) {
  BOOST_TEST(studentised_range_chance(3, 5) == 0.789123495036462,
             tt::tolerance(1e-9));
  BOOST_TEST(studentised_range_chance(3.5, 10) == 0.7179835617108637,
             tt::tolerance(1e-9));
  BOOST_TEST(studentised_range_chance(5, 20) == 0.9486353364208663,
             tt::tolerance(1e-9));
  BOOST_TEST(studentised_range_quantile(0.95, 16) == 4.845154183957343,
             tt::tolerance(1e-8));
  BOOST_TEST(studentised_range_quantile(0.99, 6) == 4.757047249408221,
             tt::tolerance(1e-8));
  BOOST_TEST(studentised_range_quantile(0.95, 50) == 5.646026026380527,
             tt::tolerance(1e-8));
}

// The example of Demsar 2006: 4 methods on 14 data sets, 1.25 at 5 % and 1.12
// at 10 %.
BOOST_AUTO_TEST_CASE(the_critical_difference_is_that_of_the_papers_example) {
  BOOST_TEST(std::abs(nemenyi_critical_difference(4, 14) - 1.25) < 0.005);
  BOOST_TEST(std::abs(nemenyi_critical_difference(4, 14, 0.1) - 1.12) < 0.005);
}

BOOST_AUTO_TEST_CASE(what_has_no_range_is_refused) {
  BOOST_TEST(error_of([] { studentised_range_chance(1, 1); }) ==
             "studentised_range: got 1 group(s); a range needs at least 2");
  BOOST_TEST(error_of([] { studentised_range_quantile(1, 3); }) ==
             "studentised_range_quantile: probability 1 does not lie between 0 "
             "and 1");
  BOOST_TEST(error_of([] { nemenyi_critical_difference(3, 0); }) ==
             "nemenyi_critical_difference: got 0 units; expected at least 1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
