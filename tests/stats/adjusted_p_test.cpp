#include "core/stats/adjusted_p.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(adjusted_p_test)

// scipy.stats.false_discovery_control (SciPy 1.17.1) of the six without NaN.
BOOST_AUTO_TEST_CASE(adjusted_p_are_those_of_scipy) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const auto adjusted =
      benjamini_hochberg({0.01, 0.04, none, 0.03, 0.005, 0.6, 0.04});
  const std::vector<double> expected{0.03, 0.048, none, 0.048,
                                     0.03, 0.6,   0.048};
  BOOST_TEST(adjusted.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (i == 2) continue;
    BOOST_TEST(adjusted[i] == expected[i], tt::tolerance(1e-14));
  }
  BOOST_TEST(std::isnan(adjusted[2]));
  BOOST_TEST(benjamini_hochberg({}).empty());
}

BOOST_AUTO_TEST_CASE(a_p_beyond_one_is_named) {
  BOOST_TEST(error_of([] { benjamini_hochberg({0.5, 1.5}); }) ==
             "benjamini_hochberg: p of test 1 is 1.5; expected 0 to 1");
}

BOOST_AUTO_TEST_SUITE_END()
