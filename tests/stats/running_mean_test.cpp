#include "core/stats/running_mean.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(running_mean_test)

// Weights 1 2 1, cut at the ends: (2 * 1 + 5) / 3, (1 + 10 + 0) / 4, ...
BOOST_AUTO_TEST_CASE(a_window_of_three_by_hand) {
  const std::vector<double> values{1, 5, 0, 4};
  BOOST_TEST(pyramid_mean(values, 3) ==
                 (std::vector<double>{7.0 / 3, 11.0 / 4, 9.0 / 4, 8.0 / 3}),
             tt::tolerance(1e-14) << tt::per_element());
  BOOST_TEST(pyramid_mean(values, 1) == values, tt::per_element());
}

// Against the sum as it is written, also of a window wider than the values.
BOOST_AUTO_TEST_CASE(any_window_is_the_weighted_mean) {
  std::vector<double> values;
  for (int i = 0; i < 17; ++i) values.push_back((7 * i % 11) - 4.5);
  for (const int window : {5, 11, 17, 33, 101}) {
    const int half = window / 2;
    const auto means = pyramid_mean(values, window);
    BOOST_REQUIRE(means.size() == values.size());
    for (int i = 0; i < 17; ++i) {
      double sum = 0, weights = 0;
      for (int j = std::max(0, i - half); j <= std::min(16, i + half); ++j) {
        const double weight = half + 1 - std::abs(i - j);
        sum += weight * values[static_cast<std::size_t>(j)];
        weights += weight;
      }
      BOOST_TEST(means[static_cast<std::size_t>(i)] == sum / weights,
                 tt::tolerance(1e-12));
    }
  }
  BOOST_TEST(pyramid_mean({}, 5).empty());
}

BOOST_AUTO_TEST_CASE(even_windows_are_refused) {
  BOOST_TEST(error_of([] { pyramid_mean(std::vector<double>{1}, 100); }) ==
             "pyramid_mean: window 100 is not odd and at least 1");
}

BOOST_AUTO_TEST_SUITE_END()
