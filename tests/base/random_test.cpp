#include "core/base/random.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "core/base/error.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(random_test)

// Worked outside: the state is SHA-256 of "42/hist_model/order/7" as four
// little-endian words, the generator xoshiro256** of its authors' page.
BOOST_AUTO_TEST_CASE(the_first_draws_equal_a_separate_implementation) {
  RandomStream stream(42, "hist_model", "order", 7);
  BOOST_TEST(stream.bits() == 6035255947664182147ULL);
  BOOST_TEST(stream.bits() == 16853900005252792124ULL);
  BOOST_TEST(stream.bits() == 2679561436043279036ULL);
}

BOOST_AUTO_TEST_CASE(every_part_of_the_name_gives_another_stream) {
  const auto first = [](RandomStream stream) { return stream.bits(); };
  const auto base = first({1, "step", "order", 0});
  BOOST_TEST(base == first({1, "step", "order", 0}));
  BOOST_TEST(base != first({2, "step", "order", 0}));
  BOOST_TEST(base != first({1, "stop", "order", 0}));
  BOOST_TEST(base != first({1, "step", "weights", 0}));
  BOOST_TEST(base != first({1, "step", "order", 1}));
}

BOOST_AUTO_TEST_CASE(below_is_uniform_and_in_range) {
  RandomStream stream(1, "test", "below");
  std::vector<int> seen(7);
  for (int i = 0; i < 70000; ++i) ++seen.at(stream.below(7));
  for (const int count : seen) BOOST_TEST(std::abs(count - 10000) < 400);
  BOOST_CHECK_THROW(stream.below(0), Error);
}

// Mean and variance of 100,000 draws within five standard errors.
BOOST_AUTO_TEST_CASE(moments_are_those_of_the_distributions) {
  constexpr int kDraws = 100000;
  const auto moments = [](auto draw) {
    double sum = 0, square = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double x = draw();
      sum += x;
      square += x * x;
    }
    const double mean = sum / kDraws;
    return std::pair(mean, square / kDraws - mean * mean);
  };
  RandomStream stream(3, "test", "moments");
  const auto [normal_mean, normal_variance] =
      moments([&] { return stream.normal(); });
  BOOST_TEST(std::fabs(normal_mean) < 5 / std::sqrt(kDraws));
  BOOST_TEST(std::fabs(normal_variance - 1) < 5 * std::sqrt(2.0 / kDraws));
  for (const double lambda : {0.3, 4.0, 30.0, 900.0}) {
    const auto [mean, variance] =
        moments([&] { return static_cast<double>(stream.poisson(lambda)); });
    BOOST_TEST(std::fabs(mean - lambda) < 5 * std::sqrt(lambda / kDraws));
    BOOST_TEST(std::fabs(variance / lambda - 1) <
               5 * std::sqrt((2 + 1 / lambda) / kDraws));
  }
}

BOOST_AUTO_TEST_CASE(a_permutation_holds_each_number_once) {
  RandomStream stream(5, "test", "order");
  std::vector<std::size_t> order = stream.permutation(100);
  BOOST_TEST(!std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < 100; ++i) BOOST_TEST(order[i] == i);
  BOOST_TEST(stream.permutation(0).empty());
}

BOOST_AUTO_TEST_SUITE_END()
