#include "core/stats/nelder_mead.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

using namespace moonstain;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(nelder_mead_test)

// Rosenbrock's valley, whose one minimum is 0 at (1, 1), from his start.
BOOST_AUTO_TEST_CASE(the_end_of_a_curved_valley_is_found) {
  const auto valley = [](const Eigen::VectorXd& at) {
    const double a = at[1] - at[0] * at[0], b = 1 - at[0];
    return 100 * a * a + b * b;
  };
  const Lowest found =
      nelder_mead(valley, Eigen::Vector2d{-1.2, 1}, 0.5, {1000, 1e-12});
  BOOST_TEST(found.value < 1e-10);
  BOOST_TEST(found.at[0] == 1, tt::tolerance(1e-4));
  BOOST_TEST(found.at[1] == 1, tt::tolerance(1e-4));
  BOOST_TEST(found.evaluations < 400);
}

// Lowest at (1, 2, ..., 6) with the value 7; all beyond 4 is not allowed.
BOOST_AUTO_TEST_CASE(a_wall_of_infinity_holds_the_search) {
  const auto bowl = [](const Eigen::VectorXd& at) {
    if (at.maxCoeff() > 4) return std::numeric_limits<double>::infinity();
    double sum = 7;
    for (Eigen::Index i = 0; i < at.size(); ++i) {
      sum += (at[i] - double(i + 1)) * (at[i] - double(i + 1));
    }
    return sum;
  };
  const Lowest found =
      nelder_mead(bowl, Eigen::VectorXd::Zero(6), 0.5, {20000, 1e-12});
  // (4 - 5)^2 + (4 - 6)^2 are left.
  BOOST_TEST(found.value >= 12);
  BOOST_TEST(found.value < 12.3);
  BOOST_TEST(found.at.maxCoeff() <= 4);
}

BOOST_AUTO_TEST_CASE(no_step_begins_beyond_the_limit) {
  const auto slope = [](const Eigen::VectorXd& at) { return at.sum(); };
  const Lowest found =
      nelder_mead(slope, Eigen::VectorXd::Zero(6), 1, {20, 1e-12});
  BOOST_TEST(found.evaluations >= 20);
  BOOST_TEST(found.evaluations < 20 + 9);
  const Lowest again =
      nelder_mead(slope, Eigen::VectorXd::Zero(6), 1, {20, 1e-12});
  BOOST_TEST(found.value == again.value);
}

BOOST_AUTO_TEST_SUITE_END()
