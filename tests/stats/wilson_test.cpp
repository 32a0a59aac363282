#include "core/stats/wilson.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(wilson_test)

// scipy 1.17.1: binomtest(count, all).proportion_ci(method="wilson").
BOOST_AUTO_TEST_CASE(intervals_equal_those_of_scipy) {
  const auto is = [](std::int64_t count, std::int64_t all, double low,
                     double high) {
    const Interval interval = wilson_interval(count, all);
    BOOST_TEST(interval.low == low, tt::tolerance(1e-12));
    BOOST_TEST(interval.high == high, tt::tolerance(1e-12));
  };
  is(33, 200, 0.1199685532821731, 0.22265781539059554);
  is(3, 200, 0.00511423779325831, 0.04316572879269026);
  is(0, 25, 0, 0.1331922509390485);
  is(10, 10, 0.7224672001371109, 1);
  is(1, 1, 0.20654931437723745, 1);
}

BOOST_AUTO_TEST_CASE(what_is_no_part_of_trials_is_refused) {
  BOOST_TEST(error_of([] { wilson_interval(0, 0); }) ==
             "wilson_interval: 0 of 0; expected a part of at least one trial");
  BOOST_TEST(error_of([] { wilson_interval(4, 3); }) ==
             "wilson_interval: 4 of 3; expected a part of at least one trial");
}

BOOST_AUTO_TEST_SUITE_END()
