#include "core/base/random.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "tests/support/golden.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(random_test)

// Every kind of draw of six streams, as tests/golden/random/random_streams.py
// computes them from the description in random.h. Normal draws go through the
// C library's logarithm, which may round another way elsewhere.
BOOST_AUTO_TEST_CASE(all_draws_equal_a_separate_implementation) {
  const Json streams = read_golden("random/random_streams");
  BOOST_TEST_REQUIRE(streams.size() == 6U);
  for (const Json& stream : streams) {
    const auto fresh = [&] {
      return RandomStream(StreamSeed(stream["seed"].get<std::int64_t>(),
                                     stream["fold"].get<std::string>()),
                          stream["step"].get<std::string>(),
                          stream["purpose"].get<std::string>(),
                          std::stoull(stream["index"].get<std::string>()));
    };
    RandomStream bits = fresh();
    for (const Json& expected : stream["bits"]) {
      BOOST_TEST(concat(bits.bits()) == expected.get<std::string>());
    }
    RandomStream uniform = fresh();
    for (const Json& expected : stream["uniform"]) {
      BOOST_TEST(uniform.uniform() == std::stod(expected.get<std::string>()));
    }
    for (const auto& [n, draws] : stream["below"].items()) {
      RandomStream below = fresh();
      for (const Json& expected : draws) {
        BOOST_TEST(concat(below.below(std::stoull(n))) ==
                   expected.get<std::string>());
      }
    }
    RandomStream normal = fresh();
    for (const Json& expected : stream["normal"]) {
      BOOST_TEST(normal.normal() == std::stod(expected.get<std::string>()),
                 boost::test_tools::tolerance(1e-14));
    }
    for (const auto& [mean, draws] : stream["poisson"].items()) {
      RandomStream poisson = fresh();
      for (const Json& expected : draws) {
        BOOST_TEST(poisson.poisson(std::stod(mean)) ==
                   expected.get<std::uint64_t>());
      }
    }
    const auto order = stream["permutation"].get<std::vector<std::size_t>>();
    BOOST_TEST(fresh().permutation(order.size()) == order,
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(every_part_of_the_name_gives_another_stream) {
  const auto first = [](RandomStream stream) { return stream.bits(); };
  const auto base = first({1, "step", "order", 0});
  BOOST_TEST(base == first({1, "step", "order", 0}));
  BOOST_TEST(base != first({2, "step", "order", 0}));
  BOOST_TEST(base != first({1, "stop", "order", 0}));
  BOOST_TEST(base != first({1, "step", "weights", 0}));
  BOOST_TEST(base != first({1, "step", "order", 1}));
  const StreamSeed fold(1, "step");
  BOOST_TEST(base != first({fold, "step", "order", 0}));
  BOOST_TEST(first({fold, "step", "order", 0}) !=
             first({StreamSeed(1, "stop"), "step", "order", 0}));
}

// Where names are joined by a slash, a slash in one of them must not matter.
BOOST_AUTO_TEST_CASE(a_fold_is_told_apart_from_a_step) {
  BOOST_TEST(RandomStream(StreamSeed(1, "B/x"), "y", "order").bits() !=
             RandomStream(StreamSeed(1, "B"), "x/y", "order").bits());
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
