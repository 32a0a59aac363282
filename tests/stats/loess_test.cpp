#include "core/stats/loess.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "core/base/json.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

Eigen::VectorXd vector_of(const Json& numbers) {
  Eigen::VectorXd out(static_cast<Eigen::Index>(numbers.size()));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    out[static_cast<Eigen::Index>(i)] = numbers[i];
  }
  return out;
}

double farthest(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  return (a - b).cwiseAbs().maxCoeff();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(loess_test)

// Points in any order, of one place, and as few as a span can be.
BOOST_AUTO_TEST_CASE(curves_are_those_of_scikit_misc) {
  const Json golden = read_golden("prepare/loess");
  BOOST_TEST(golden.size() == 4U);
  for (const auto& [name, of] : golden.items()) {
    BOOST_TEST_CONTEXT(name) {
      const LoessFit fit =
          loess(vector_of(of["x"]), vector_of(of["y"]), of["span"]);
      BOOST_TEST(farthest(fit.fitted, vector_of(of["fitted"])) < 1e-12);
      BOOST_TEST(fit.singular_vertices == 0);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_parabola_is_its_own_curve) {
  const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(200, -3, 5);
  const Eigen::VectorXd y = 2 - 3 * x.array() + 0.5 * x.array().square();
  BOOST_TEST(farthest(loess(x, y, 0.3).fitted, y) < 1e-12);
}

// Two places: what fits near each is their line, of all parabolas through it.
BOOST_AUTO_TEST_CASE(fewer_places_than_a_parabola_needs_are_counted) {
  Eigen::VectorXd x(10), y(10);
  x << 0, 0, 0, 0, 0, 1, 1, 1, 1, 1;
  y << 1, 3, 2, 2, 2, 7, 7, 7, 7, 7;
  const LoessFit fit = loess(x, y, 1);
  BOOST_TEST(fit.singular_vertices > 0);
  BOOST_TEST(fit.fitted[0] == 2, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(fit.fitted[9] == 7, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(what_has_no_curve_is_named) {
  const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(20, 0, 1);
  BOOST_TEST(error_of([&] { loess(x, x.head(3), 0.3); }) ==
             "loess: 20 values of x and 3 of y, expected as many");
  BOOST_TEST(error_of([&] { loess(x, x, 1.5); }) ==
             "loess: span is 1.5, expected above 0, at most 1");
  BOOST_TEST(error_of([&] { loess(x, x, 0.1); }) ==
             "loess: a span of 0.1 counts 2 of 20 points; a parabola needs at "
             "least 4");
  Eigen::VectorXd y = x;
  y[3] = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(error_of([&] { loess(x, y, 0.3); }) ==
             "loess: a value is not finite, expected numbers");
  Eigen::VectorXd same = x;
  same.tail(10).setConstant(2);
  BOOST_TEST(error_of([&] { loess(same, x, 0.3); }) ==
             "loess: 6 points, all that a span counts, lie at one distance of "
             "x = 2; a larger span is needed");
}

BOOST_AUTO_TEST_SUITE_END()
