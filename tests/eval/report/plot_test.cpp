#include "core/eval/report/panels/plot.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <optional>
#include <string>

#include "core/eval/report/panels/scale_bar.h"
#include "tests/eval/report/page_text.h"

namespace moonstain::report {
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(plot_test)

BOOST_AUTO_TEST_CASE(axes_reach_round_numbers) {
  const PlotAxis linear({"x", "", false}, {0.3, 4.6});
  BOOST_TEST(linear.low() == 0.0);
  BOOST_TEST(linear.high() == 5.0);
  BOOST_TEST(linear.ticks().size() == 6U);
  const PlotAxis loss({"loss", "", true}, {0.0, 0.08, 4.5});
  BOOST_TEST(loss.low() == 0.05, tt::tolerance(1e-9));
  BOOST_TEST(loss.high() == 5.0, tt::tolerance(1e-9));
  std::string ticks;
  for (const auto& tick : loss.ticks()) ticks += tick.text + " ";
  BOOST_TEST(ticks == "0.05 0.1 0.2 0.5 1 2 5 ");
  BOOST_TEST(std::isnan(loss.at(0)));
  PlotAxis half = loss;
  half.lie_on(0, 100);
  BOOST_TEST(half.at(0.5) == 50.0, tt::tolerance(1e-9));
  const PlotAxis one({"x", "", false}, {7, 7});
  BOOST_TEST(one.low() < 7.0);
  BOOST_TEST(one.high() > 7.0);
}

// A third of 400 px at 0.25 um is 33 um: the bar has 20.
BOOST_AUTO_TEST_CASE(a_scale_bar_has_a_round_length) {
  BOOST_TEST(holds(scale_bar(400, 300, 0.25, 400), "width=\"80\""));
  BOOST_TEST(holds(scale_bar(400, 300, 0.25, 400), ">20 \xC2\xB5m<"));
  BOOST_TEST(holds(scale_bar(400, 300, 20.0, 400), ">2 mm<"));
  BOOST_TEST(scale_bar(400, 300, std::nullopt, 400) == "");
  BOOST_TEST(scale_bar(400, 300, 0.0, 400) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::report
