#include "core/stats/summary.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

namespace moonstain {
namespace tt = boost::test_tools;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

BOOST_AUTO_TEST_SUITE(summary_test)

// 1 .. 6: mean 3.5, variance 3.5; t(0.975, 5) = 2.5706
BOOST_AUTO_TEST_CASE(six_units_have_an_interval) {
  const Summary summary = summarise({1, 2, 3, 4, 5, 6});
  BOOST_TEST(summary.n == 6);
  BOOST_TEST(summary.mean == 3.5);
  BOOST_TEST(summary.sd == std::sqrt(3.5), tt::tolerance(1e-12));
  BOOST_REQUIRE(summary.half_width.has_value());
  BOOST_TEST(*summary.half_width == 2.5705818 * std::sqrt(3.5 / 6.0),
             tt::tolerance(1e-7));
}

BOOST_AUTO_TEST_CASE(five_units_have_none) {
  BOOST_TEST(!summarise({1, 2, 3, 4, 5}).half_width.has_value());
}

BOOST_AUTO_TEST_CASE(nan_is_counted_not_averaged) {
  const Summary summary = summarise({1, kNan, 3});
  BOOST_TEST(summary.n == 2);
  BOOST_TEST(summary.missing == 1);
  BOOST_TEST(summary.mean == 2.0);
  BOOST_TEST(std::isnan(mean_of_defined({kNan})));
  BOOST_TEST(std::isnan(mean_of_defined({})));
}

BOOST_AUTO_TEST_CASE(differences_need_both_sides) {
  const auto differences =
      paired_differences({{"A", 0.5}, {"B", 0.25}, {"C", kNan}, {"D", 1.0}},
                         {{"A", 0.25}, {"B", 0.5}, {"C", 0.1}});
  BOOST_TEST(differences.size() == 2U);
  BOOST_TEST(differences.at("A") == 0.25);
  BOOST_TEST(differences.at("B") == -0.25);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
