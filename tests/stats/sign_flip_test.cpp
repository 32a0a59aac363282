#include "core/stats/sign_flip.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

double p_of(const std::vector<double>& differences,
            std::int64_t permutations = 1000) {
  RandomStream stream(1, "sign_flip_test", "p");
  return sign_flip_p(differences, permutations, stream);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sign_flip_test)

// Of 2^4 sums only all signs alike reach 10; of (1, 2, -3, 4) sums of 4 or more
// are 10, 8, 6, 4, 4 and their negatives: with 1 + 2 + 3 + 4 = 10 and what is
// turned 0, 1, 2, 3 (twice).
BOOST_AUTO_TEST_CASE(few_units_are_counted_out) {
  BOOST_TEST(p_of({1, 2, 3, 4}) == 2.0 / 16, tt::tolerance(1e-12));
  BOOST_TEST(p_of({1, 2, -3, 4}) == 10.0 / 16, tt::tolerance(1e-12));
  BOOST_TEST(p_of({0.1, 0.2, 0.3}) == 0.25, tt::tolerance(1e-12));
  BOOST_TEST(p_of({5}) == 1);
  BOOST_TEST(p_of({0, 0}) == 1);
}

BOOST_AUTO_TEST_CASE(units_without_a_difference_are_left_out) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(p_of({none, 1, 2, none}) == 0.5, tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(p_of({none})));
}

// Drawn, where 16 ways are too many: near to the exact 0.625.
BOOST_AUTO_TEST_CASE(many_units_are_drawn) {
  const std::vector<double> four{1, 2, -3, 4};
  BOOST_TEST(p_of(four, 15) > 0.2);
  std::vector<double> twenty;
  for (int i = 0; i < 5; ++i)
    twenty.insert(twenty.end(), four.begin(), four.end());
  // All 2^20 ways, counted in Python: 0.12198.
  BOOST_TEST(std::fabs(p_of(twenty, 20000) - 0.12198) < 0.01);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
