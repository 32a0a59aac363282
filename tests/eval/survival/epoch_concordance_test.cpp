#include "core/eval/survival/epoch_concordance.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/random.h"
#include "core/data/stored/cohort.h"
#include "core/data/stored/predictions.h"
#include "core/eval/panels/epoch_panel_step.h"
#include "core/eval/panels/panel.h"
#include "core/eval/survival/chosen_epoch.h"
#include "core/stats/survival/event_folds.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// 12 patients in two folds, each of whom dies one after the other but four.
FollowUp twelve() {
  FollowUp patients;
  for (int i = 0; i < 12; ++i) {
    patients.times.push_back(i + 1);
    patients.died.push_back(i % 3 != 0);
  }
  return patients;
}

// Three epochs: the first ranks everybody as they die, the second the other way
// round, in the last all have one risk but the first of each fold's held-out.
Matrix three_epochs() {
  Matrix risks(12, 3);
  for (int i = 0; i < 12; ++i) {
    risks(i, 0) = static_cast<float>(-i);
    risks(i, 1) = static_cast<float>(i);
    risks(i, 2) = 0;
  }
  risks(11, 2) = 1;
  risks(10, 2) = 1;
  return risks;
}

// "cohort" and "risk" of these patients.
void write_twelve(const fs::path& folder) {
  const FollowUp patients = twelve();
  Cohort cohort{.about = "x/all", .patients = {}};
  std::vector<double> died;
  for (int i = 0; i < 12; ++i) {
    cohort.patients.push_back(concat("P", i));
    died.push_back(patients.died[static_cast<std::size_t>(i)]);
  }
  cohort.clinical = {{"days", patients.times}, {"dead", died}};
  cohort.write(folder / "cohort");
  Predictions risk;
  risk.about = "x/all";
  risk.unit_kind = ObservedKind::patient;
  risk.names = cohort.patients;
  risk.variable_axis = "epoch";
  risk.variables = {"1", "2", "3"};
  risk.values = three_epochs();
  risk.predictor.name = "network";
  risk.write(folder / "risk");
}

constexpr const char* kReading = "patients";

double number(const Scores& scores, const char* name) {
  return scores.column(kReading, name)[0];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(epoch_concordance_test)

// By hand: in the first epoch everybody is ranked as they die.
BOOST_AUTO_TEST_CASE(of_one_epoch_nothing_is_said_of_others) {
  const Scores scores = epoch_concordance(twelve(), three_epochs().leftCols(1),
                                          {.folds = 2, .fold_seed = 1});
  BOOST_TEST(number(scores, "concordance") == 1.);
  BOOST_TEST(scores.find(kReading, "epoch_inflation") == nullptr);
  for (const char* fact : {"concordance_last", "concordance_maximum"}) {
    BOOST_TEST(std::isnan(scores.fact(fact)), fact);
  }
  BOOST_TEST(scores.fact("concordance_fold_2") == 1.);
}

BOOST_AUTO_TEST_CASE(each_rule_takes_its_epoch) {
  const auto curves = epoch_curves(twelve(), three_epochs(), 2, 1);
  const auto taken = [&](EpochRule rule, std::int64_t from) {
    return chosen_epochs(curves, rule, from);
  };
  using Epochs = std::vector<std::size_t>;
  BOOST_TEST(taken(EpochRule::maximum, 1) == (Epochs{0, 0}), tt::per_element());
  // From epoch 1 on the last is better than the second.
  BOOST_TEST(taken(EpochRule::checkpoint, 1) == (Epochs{2, 2}),
             tt::per_element());
  BOOST_TEST(taken(EpochRule::last, 1) == (Epochs{2, 2}), tt::per_element());
  BOOST_TEST(mean_at(curves, {0, 0}) == 1.0);
  BOOST_TEST(error_of([&] { taken(EpochRule::checkpoint, 3); }) ==
             "epoch_concordance: a state is chosen from epoch index 3 on, and "
             "there are 3 epochs");
}

// The highest epoch is told beside the last, which alone is scored.
BOOST_AUTO_TEST_CASE(of_many_epochs_the_last_is_scored) {
  const Scores scores = epoch_concordance(
      twelve(), three_epochs(), {.folds = 2, .fold_seed = 1, .from_epoch = 1});
  const double last = number(scores, "concordance");
  BOOST_TEST(last < 0.5);  // who lives longest has the highest risk
  BOOST_TEST(last ==
             number(epoch_concordance(twelve(), three_epochs().rightCols(1),
                                      {.folds = 2, .fold_seed = 1}),
                    "concordance"));
  BOOST_TEST(number(scores, "epoch_inflation") == 1 - last);
  BOOST_TEST(scores.fact("concordance_last") == last);
  BOOST_TEST(scores.fact("concordance_checkpoint") == last);
  BOOST_TEST(scores.fact("concordance_maximum") == 1);
}

// At the chosen epochs alone there is one epoch, which any rule takes.
BOOST_AUTO_TEST_CASE(risks_at_the_chosen_epochs_score_as_the_rule_does) {
  Matrix risks = three_epochs();
  risks(0, 1) = 20;  // one fold's first epoch is better, the other's third
  const auto curves = epoch_curves(twelve(), risks, 2, 1);
  const Matrix chosen = risk_at_chosen_epoch(twelve(), risks,
                                             {.rule = EpochRule::checkpoint,
                                              .folds = 2,
                                              .fold_seed = 1,
                                              .from_epoch = 1});
  BOOST_TEST(chosen.cols() == 1);
  for (const EventFold& fold : event_folds(twelve(), 2, 1)) {
    for (const std::size_t i : fold.held_out) {
      const auto at = static_cast<Eigen::Index>(i);
      BOOST_TEST(
          (chosen(at, 0) == risks(at, 1) || chosen(at, 0) == risks(at, 2)));
    }
  }
  const Scores of_chosen = epoch_concordance(
      twelve(), chosen, {.folds = 2, .fold_seed = 1, .from_epoch = 0});
  BOOST_TEST(number(of_chosen, "concordance") ==
             mean_at(curves, chosen_epochs(curves, EpochRule::checkpoint, 1)));
  BOOST_TEST(of_chosen.find(kReading, "epoch_inflation") == nullptr);
}

// A rule that chooses by patients who are not said to choose would leave no
// trace of it.
BOOST_AUTO_TEST_CASE(who_chooses_must_be_said_and_no_other) {
  const TempFolder folder;
  write_twelve(folder.path);
  const auto said = [&](const char* rule, bool on) {
    Items items{{"risk", {{folder / "risk", "", ""}}},
                {"cohort", {{folder / "cohort", "", ""}}}};
    if (on) items["chosen_on"] = {{folder / "cohort", "", ""}};
    return error_of([&] {
      run_step(chosen_epoch_step(), items,
               {{"time", "days"}, {"event", "dead"}, {"rule", rule}},
               folder / "chosen");
    });
  };
  for (const char* rule : {"maximum", "checkpoint"}) {
    BOOST_TEST(said(rule, false) ==
               concat("chosen_epoch: rule = \"", rule,
                      "\" chooses by the patients; give them as `chosen_on`"));
  }
  BOOST_TEST(said("last", true) ==
             "chosen_epoch: rule = \"last\" chooses nothing; leave out "
             "`chosen_on`");
}

// Pairs are of one fold: an amount that is added to the risks of a fold's
// patients moves nothing.
BOOST_AUTO_TEST_CASE(risks_of_two_folds_are_not_compared) {
  Matrix risks = three_epochs();
  const auto before = epoch_curves(twelve(), risks, 2, 1);
  const auto folds = event_folds(twelve(), 2, 1);
  for (const std::size_t i : folds[0].held_out) {
    risks.row(static_cast<Eigen::Index>(i)).array() += 100;
  }
  const auto after = epoch_curves(twelve(), risks, 2, 1);
  BOOST_TEST((before.concordance == after.concordance));
  BOOST_TEST((before.held_out == after.held_out));
}

// Risks drawn for 435 patients, 87 a fold with 18 deaths: the mean over five
// folds of the best of k independent epochs is 0.59 (k = 5) and 0.65 (20),
// recipes/hist_survival/METHOD.md 11.
BOOST_AUTO_TEST_CASE(the_best_of_random_epochs_is_that_far_above_chance) {
  FollowUp patients;
  for (int i = 0; i < 435; ++i) {
    patients.times.push_back((i * 37) % 435);
    patients.died.push_back(i < 90);
  }
  double best[2] = {0, 0}, last = 0;
  constexpr int kRepeats = 40;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    RandomStream stream(5, "test", "risks", repeat);
    Matrix risks(435, 20);
    for (float& value : risks.reshaped()) {
      value = static_cast<float>(stream.normal());
    }
    const Matrix five = risks.leftCols(5);
    const Scores of_twenty =
        epoch_concordance(patients, risks, {.from_epoch = 0});
    const Scores of_five = epoch_concordance(patients, five, {.from_epoch = 0});
    best[0] += of_five.fact("concordance_maximum") / kRepeats;
    best[1] += of_twenty.fact("concordance_maximum") / kRepeats;
    last += number(of_twenty, "concordance") / kRepeats;
  }
  BOOST_TEST(std::fabs(best[0] - 0.59) < 0.02);
  BOOST_TEST(std::fabs(best[1] - 0.65) < 0.02);
  BOOST_TEST(std::fabs(last - 0.5) < 0.02);
}

BOOST_AUTO_TEST_CASE(the_panel_has_a_curve_a_risk_and_says_the_rules) {
  const TempFolder folder;
  write_twelve(folder.path);
  const Panel panel = run_step(epoch_panel_step(),
                               {{"risks", {{folder / "risk", "", ""}}},
                                {"cohort", {{folder / "cohort", "", ""}}}},
                               {{"time", "days"},
                                {"event", "dead"},
                                {"folds", 2},
                                {"fold_seed", 1},
                                {"from_epoch", 1}},
                               folder / "panel");
  const auto& data = std::get<CurvePanel>(panel.data);
  BOOST_REQUIRE(data.curves.size() == 1U);
  BOOST_TEST(data.curves[0].x == (std::vector<double>{1, 2, 3}),
             tt::per_element());
  BOOST_TEST(data.curves[0].y[0] == 1.0);
  BOOST_TEST(data.curves[0].y[1] == 0.0);
  BOOST_TEST(
      data.note.starts_with("network: 1.000 at each fold's highest epoch, 0."));
  BOOST_TEST(data.lines[0].y == 0.5);
  // Where a fold's last epoch is its highest both are one.
  BOOST_TEST(panel.caption.starts_with(
      "An epoch that is chosen by the patients it is judged on is never worse "
      "than the last, and mostly better, even where there is nothing to be "
      "found. "));
}

BOOST_AUTO_TEST_SUITE_END()
