#include "core/eval/findings/walk.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/eval/findings/build.h"
#include "tests/eval/sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

const double kNone = std::nan("");

Findings findings(double noise, const std::string& reading) {
  const sample::Scores scores = sample::scores(noise);
  FindingsPlan plan;
  plan.kinds = sample::kinds();
  plan.reading = reading;
  return make_findings(plan, scores.model, scores.baselines, scores.sections,
                       {});
}

std::vector<WalkSwitch> switches() {
  return {{"cells", SwitchKind::scoring, "whole_grid", "tissue", "mask"},
          {"unit", SwitchKind::leak, "section", "patient", "sisters"}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(walk_test)

// First switch: 0.9 -> 0.5 and 0.6 -> 0.4; second: 0.5 -> 0.4 and 0.9 -> 0.6.
BOOST_AUTO_TEST_CASE(bars_are_means_over_orders_with_their_range) {
  const BarSet set =
      take_apart({{"pp", 0.9}, {"ap", 0.5}, {"pa", 0.6}, {"aa", 0.4}}, 2);
  BOOST_TEST(set.orders == 2);
  BOOST_TEST(set.all_orders == 2);
  BOOST_TEST(set.bars[0].mean == -0.3, tt::tolerance(1e-12));
  BOOST_TEST(set.bars[0].least == -0.4, tt::tolerance(1e-12));
  BOOST_TEST(set.bars[0].most == -0.2, tt::tolerance(1e-12));
  BOOST_TEST(set.bars[1].mean == -0.2, tt::tolerance(1e-12));
  BOOST_TEST(set.left_over == 0.0);
}

// "ap" was run without a number: one order is left, and its bars still sum.
BOOST_AUTO_TEST_CASE(orders_through_an_undefined_arm_are_left_out) {
  const BarSet set =
      take_apart({{"pp", 0.9}, {"ap", kNone}, {"pa", 0.6}, {"aa", 0.4}}, 2);
  BOOST_TEST(set.orders == 1);
  BOOST_TEST(set.bars[0].mean == -0.2, tt::tolerance(1e-12));
  BOOST_TEST(set.bars[1].mean == -0.3, tt::tolerance(1e-12));
}

// The published end has no number: only the pair "pa" -> "aa" tells of the
// first switch, nothing of the second.
BOOST_AUTO_TEST_CASE(a_bar_without_a_pair_is_undefined) {
  const BarSet set =
      take_apart({{"pp", kNone}, {"ap", kNone}, {"pa", 0.6}, {"aa", 0.4}}, 2);
  BOOST_TEST(set.orders == 0);
  BOOST_TEST(set.bars[0].mean == -0.2, tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(set.bars[1].mean));
  BOOST_TEST(std::isnan(set.left_over));
}

// One turn from both ends of four switches leaves out the middle arms.
BOOST_AUTO_TEST_CASE(pairs_without_complete_orders_leave_something_over) {
  const BarSet set = take_apart(
      {{"pppp", 1.0}, {"appp", 0.9}, {"paaa", 0.5}, {"aaaa", 0.2}}, 4);
  BOOST_TEST(set.orders == 0);
  BOOST_TEST(set.bars[0].mean == -0.2, tt::tolerance(1e-12));
  BOOST_TEST(set.bars[0].orders == 2);
  BOOST_TEST(std::isnan(set.bars[1].mean));
}

BOOST_AUTO_TEST_CASE(a_walk_holds_every_arm_and_both_ends) {
  const Walk walk =
      make_walk(switches(), {"pp", "ap", "pa", "aa", "pa+size_matched"},
                {findings(0.5, "whole_grid"), findings(0.5, "tissue"),
                 findings(2.0, "whole_grid"), findings(2.0, "tissue"),
                 findings(1.5, "whole_grid")});
  BOOST_TEST(walk.arms.size() == 5U);
  BOOST_TEST(walk.value("pp", "hist_model") ==
             findings(0.5, "whole_grid").headline_value("hist_model"));
  BOOST_TEST(std::isnan(walk.value("no", "hist_model")));
  BOOST_TEST(walk.arms.at("pp").headline.reading == "whole_grid");
  BOOST_TEST(walk.bars.at("hist_model").orders == 2);
  // The mask has no number in tissue: its bars end in an undefined one.
  BOOST_TEST(std::isnan(walk.bars.at("tissue_mask").audited));
  BOOST_TEST(walk.audited.headline.reading == "tissue");
  const TempFolder folder;
  walk.write(folder.path / "walk");
  BOOST_TEST(Walk::read(folder.path / "walk").json() == walk.json());
}

// One patient leaves nothing to hold out at the audited end.
BOOST_AUTO_TEST_CASE(an_end_without_scores_is_undefined_and_the_other_shown) {
  FindingsPlan plan;
  plan.model = "hist_model";
  const Findings nothing = make_findings(plan, {}, {}, {}, {});
  const Walk walk = make_walk(
      switches(), {"pp", "ap", "pa", "aa"},
      {findings(0.5, "whole_grid"), findings(0.5, "tissue"), nothing, nothing});
  const BarSet& bars = walk.bars.at("hist_model");
  BOOST_TEST(std::isnan(bars.audited));
  BOOST_TEST(std::isnan(bars.bars.at(1).mean));
  BOOST_TEST(word_of(walk.detailed) == "published");
  BOOST_TEST(walk.predictors.size() > 1U);
}

BOOST_AUTO_TEST_CASE(arms_that_do_not_fit_are_named) {
  const Findings one = findings(1.0, "tissue");
  BOOST_TEST(
      error_of([&] { make_walk(switches(), {"pp", "ax"}, {one, one}); }) ==
      "walk: arm 'ax' is not 2 letters p or a, one a switch, optionally "
      "with +size_matched");
  BOOST_TEST(error_of([&] {
               make_walk(switches(), {"pp", "pa"}, {one, one});
             }) == "walk: the arm 'aa' is missing; both ends are needed");
  BOOST_TEST(error_of([&] {
               make_walk(switches(), {"pp", "pp"}, {one, one});
             }) == "walk: arm 'pp' is given twice");
  BOOST_TEST(error_of([&] { make_walk(switches(), {"pp"}, {one, one}); }) ==
             "walk: 1 arms for 2 findings");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
