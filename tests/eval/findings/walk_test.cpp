#include "core/eval/findings/walk.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>

#include "core/base/text.h"
#include "core/eval/findings/build.h"
#include "tests/eval/sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

const double kNone = std::nan("");

Findings findings(double noise, const std::string& reading) {
  const sample::SampleScores scores = sample::scores(noise);
  FindingsPlan plan;
  plan.reading = reading;
  return make_findings(plan, scores.model, scores.baselines, scores.sections,
                       {});
}

// Cells of one predictor, sections of a patient each by genes.
HeadlineCells cells(const std::vector<std::vector<double>>& values) {
  HeadlineCells made;
  made.metric = "pearson.mean";
  made.reading = "tissue";
  made.predictors = {"m"};
  for (std::size_t unit = 0; unit < values.size(); ++unit) {
    made.units.push_back(concat("S", unit));
    made.clusters.push_back(concat("P", unit));
    made.folds.emplace_back();
    for (const double value : values[unit]) {
      made.values.push_back(value);
      made.counts.push_back(1);
    }
  }
  for (std::size_t item = 0; item < values[0].size(); ++item) {
    made.items.push_back(concat("G", item));
  }
  return made;
}

BarSet taken_apart(
    const std::map<Arm, std::vector<std::vector<double>>>& values,
    std::size_t switches) {
  std::map<Arm, HeadlineCells> all;
  std::map<Arm, const HeadlineCells*> arms;
  for (const auto& [arm, of_arm] : values) {
    all[arm] = cells(of_arm);
    arms[arm] = &all[arm];
  }
  return take_apart(arms, "m", switches, {});
}

std::vector<WalkSwitch> switches() {
  return {{"cells", SwitchKind::scoring, "whole_grid", "tissue", "mask"},
          {"unit", SwitchKind::leak, "section", "patient", "sisters"}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(walk_test)

// First switch: 0.9 -> 0.5 and 0.6 -> 0.4; second: 0.5 -> 0.4 and 0.9 -> 0.6.
BOOST_AUTO_TEST_CASE(bars_are_means_over_orders_with_their_range) {
  const BarSet set = taken_apart(
      {{"pp", {{0.9}}}, {"ap", {{0.5}}}, {"pa", {{0.6}}}, {"aa", {{0.4}}}}, 2);
  BOOST_TEST(set.orders == 2);
  BOOST_TEST(set.all_orders == 2);
  BOOST_TEST(set.bars[0].estimate.value == -0.3, tt::tolerance(1e-12));
  BOOST_TEST(set.bars[0].least == -0.4, tt::tolerance(1e-12));
  BOOST_TEST(set.bars[0].most == -0.2, tt::tolerance(1e-12));
  BOOST_TEST(set.bars[1].estimate.value == -0.2, tt::tolerance(1e-12));
  BOOST_TEST(set.bars[1].orders == 2);
}

// Genes 0.9, 0.4 before and none, 0.45 after: the mean falls from 0.65 to 0.45,
// and the one gene that both arms have rises by 0.05.
BOOST_AUTO_TEST_CASE(a_bar_compares_what_both_arms_define) {
  const BarSet set =
      taken_apart({{"p", {{0.9, 0.4}}}, {"a", {{kNone, 0.45}}}}, 1);
  BOOST_TEST(set.bars[0].estimate.value == 0.05, tt::tolerance(1e-12));
  BOOST_TEST(set.bars[0].cells == 1);
  BOOST_TEST(set.bars[0].cells_of == 2);
}

// Two patients that go opposite ways are told apart.
BOOST_AUTO_TEST_CASE(a_bar_shows_its_spread_by_patient) {
  const BarSet set =
      taken_apart({{"p", {{0.5}, {0.5}}}, {"a", {{0.7}, {0.2}}}}, 1);
  BOOST_TEST(set.bars[0].estimate.value == -0.05, tt::tolerance(1e-12));
  BOOST_TEST(set.bars[0].estimate.by_cluster.at("P0") == 0.2,
             tt::tolerance(1e-12));
  BOOST_TEST(set.bars[0].estimate.by_cluster.at("P1") == -0.3,
             tt::tolerance(1e-12));
}

// One patient of 30 and 10 spots: (30 x 0.2 - 10 x 0.2) / 40.
BOOST_AUTO_TEST_CASE(a_bar_may_weigh_sections_by_their_spots) {
  HeadlineCells before = cells({{0.5}, {0.5}});
  HeadlineCells after = cells({{0.7}, {0.3}});
  before.clusters = after.clusters = {"P", "P"};
  const BarSet set = take_apart({{"p", &before}, {"a", &after}}, "m", 1,
                                {.averaging = Averaging::clusters_by_places},
                                {{"S0", 30}, {"S1", 10}});
  BOOST_TEST(set.bars[0].estimate.value == 0.1, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(without_a_shared_cell_a_bar_is_undefined) {
  const BarSet set =
      taken_apart({{"p", {{0.9, kNone}}}, {"a", {{kNone, 0.4}}}}, 1);
  BOOST_TEST(std::isnan(set.bars[0].estimate.value));
  BOOST_TEST(set.orders == 0);
}

// "ap" was run without a number: one order is left, and its bars still sum.
BOOST_AUTO_TEST_CASE(orders_through_an_undefined_arm_are_left_out) {
  const BarSet set = taken_apart(
      {{"pp", {{0.9}}}, {"ap", {{kNone}}}, {"pa", {{0.6}}}, {"aa", {{0.4}}}},
      2);
  BOOST_TEST(set.orders == 1);
  BOOST_TEST(set.bars[0].estimate.value == -0.2, tt::tolerance(1e-12));
  BOOST_TEST(set.bars[1].estimate.value == -0.3, tt::tolerance(1e-12));
}

// The published end has no number: only the pair "pa" -> "aa" tells of the
// first switch, nothing of the second.
BOOST_AUTO_TEST_CASE(a_bar_without_a_pair_is_undefined) {
  const BarSet set = taken_apart(
      {{"pp", {{kNone}}}, {"ap", {{kNone}}}, {"pa", {{0.6}}}, {"aa", {{0.4}}}},
      2);
  BOOST_TEST(set.orders == 0);
  BOOST_TEST(set.bars[0].estimate.value == -0.2, tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(set.bars[1].estimate.value));
}

// One turn from both ends of four switches leaves out the middle arms.
BOOST_AUTO_TEST_CASE(pairs_without_complete_orders_leave_something_over) {
  const BarSet set = taken_apart({{"pppp", {{1.0}}},
                                  {"appp", {{0.9}}},
                                  {"paaa", {{0.5}}},
                                  {"aaaa", {{0.2}}}},
                                 4);
  BOOST_TEST(set.orders == 0);
  BOOST_TEST(set.bars[0].estimate.value == -0.2, tt::tolerance(1e-12));
  BOOST_TEST(set.bars[0].orders == 2);
  BOOST_TEST(std::isnan(set.bars[1].estimate.value));
}

// Arms with other genes are compared over those they share.
BOOST_AUTO_TEST_CASE(arms_may_score_other_items) {
  HeadlineCells before = cells({{0.5, 0.1}});
  HeadlineCells after = cells({{0.3, 0.8}});
  after.items = {"G1", "G7"};
  const BarSet set = take_apart({{"p", &before}, {"a", &after}}, "m", 1, {});
  BOOST_TEST(set.bars[0].estimate.value == 0.3 - 0.1, tt::tolerance(1e-12));
  BOOST_TEST(set.bars[0].cells == 1);
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
  BOOST_TEST(std::abs(walk.bars.at("hist_model").left_over) < 1e-12);
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
  BOOST_TEST(std::isnan(bars.bars.at(1).estimate.value));
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
