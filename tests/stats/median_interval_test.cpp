#include "core/stats/median_interval.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// n, n - 1, ..., 1
std::vector<double> falling(std::size_t n) {
  std::vector<double> values(n);
  std::iota(values.rbegin(), values.rend(), 1.0);
  return values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(median_interval_test)

// Six tosses are all heads or all tails in 2 of 64 cases; one head or none of
// nine come in 10 of 512, two at most in 46; at most five of twenty in 21,700
// of 1,048,576, six in 60,460.
BOOST_AUTO_TEST_CASE(ranks_are_those_of_tossed_coins) {
  const auto is = [](std::size_t n, std::int64_t rank, double level) {
    const auto made = median_interval(falling(n));
    BOOST_REQUIRE(made.has_value());
    BOOST_TEST(made->rank == rank);
    BOOST_TEST(made->level == level, tt::tolerance(1e-10));
    BOOST_TEST(made->ends.low == static_cast<double>(rank));
    BOOST_TEST(made->ends.high ==
               static_cast<double>(n + 1) - static_cast<double>(rank));
  };
  is(6, 1, 1 - 2.0 / 64);
  is(9, 2, 1 - 2 * 10.0 / 512);
  is(20, 6, 1 - 2 * 21'700.0 / 1'048'576);
}

// Of five all lie on one side in 2 of 32 samples, more than one in twenty.
BOOST_AUTO_TEST_CASE(five_are_too_few) {
  BOOST_TEST(!median_interval(falling(5)).has_value());
  BOOST_TEST(!median_interval({}).has_value());
  BOOST_TEST(median_interval(falling(5), 0.9).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_no_sample_or_level_is_refused) {
  BOOST_TEST(error_of([] {
               median_interval({1, std::nan(""), 2});
             }) ==
             "median_interval: a value is NaN; leave out and count what is "
             "undefined");
  BOOST_TEST(error_of([] {
               median_interval({1, 2}, 1);
             }) == "median_interval: level 1 does not lie between 0 and 1");
}

BOOST_AUTO_TEST_SUITE_END()
