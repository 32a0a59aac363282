// Panels of patients of a cohort: survival and volcano.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/survival_panel_step.h"
#include "core/eval/panels/volcano_panel_step.h"
#include "core/eval/study/decision_study.h"
#include "core/eval/survival/survival_facts.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Six patients, three an arm; the time of F is not known.
Cohort six() {
  Cohort cohort;
  cohort.about = "trial/x";
  cohort.patients = {"A", "B", "C", "D", "E", "F"};
  cohort.clinical = {
      {"days", std::vector<double>{10, 20, 30, 5, 15, kNone}},
      {"dead", std::vector<double>{1, 0, 1, 1, 1, 0}},
      {"status",
       std::vector<std::string>{"dead", "alive", "dead", "dead", "dead", ""}},
      {"arm",
       std::vector<std::string>{"new", "new", "new", "old", "old", "old"}}};
  MeasuredMatrix rna{"rna", {"up", "same", "flat"}, {}};
  rna.values.resize(6, 3);
  rna.values << 1, 5, 2, 2, 6, 2, 3, 7, 2, 9, 5, 2, 8, 7, 2,
      std::numeric_limits<float>::quiet_NaN(), 6, 2;
  cohort.measured = {rna};
  return cohort;
}

struct StoredCohort {
  TempFolder folder;
  Items items;
  StoredCohort() {
    six().write(folder / "cohort");
    items["cohort"] = {{folder / "cohort", "", ""}};
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(cohort_panels_test)

// Of the new arm one of three dies at 10 (2/3), one is censored at 20, the last
// dies at 30 (0); of the old arm one of two at 5, the other at 15.
BOOST_AUTO_TEST_CASE(survival_of_groups_by_a_clinical_column) {
  StoredCohort stored;
  const Json given = {{"time", "days"},
                      {"event", "status"},
                      {"came", {"dead"}},
                      {"group", "arm"},
                      {"at_risk_at", {0, 12}}};
  const Panel panel = run_step(survival_panel_step(), stored.items, given,
                               stored.folder / "panel");
  const auto& data = std::get<CurvePanel>(panel.data);
  BOOST_TEST(data.x.text() == "days, days");
  BOOST_TEST(data.y.label == "share without death");
  BOOST_REQUIRE(data.curves.size() == 2U);
  BOOST_TEST(data.curves[0].name == "new");
  BOOST_TEST(data.curves[0].censored == (std::vector<double>{20}),
             tt::per_element());
  BOOST_TEST(data.curves[0].y.back() == 0.0);
  BOOST_TEST(data.curves[0].at_risk == (std::vector<std::int64_t>{3, 2}),
             tt::per_element());
  BOOST_TEST(data.curves[1].at_risk == (std::vector<std::int64_t>{2, 1}),
             tt::per_element());
  BOOST_TEST(panel.caption ==
             "Groups by arm. 5 patients of trial/x; 1 without a time or an "
             "event left out.");
}

// Risks 1 to 5 of A to E: above the median 3 are D and E.
BOOST_AUTO_TEST_CASE(survival_of_groups_by_predicted_risk) {
  StoredCohort stored;
  Predictions risk;
  risk.about = "trial/x";
  risk.unit_kind = ObservedKind::patient;
  risk.variable_axis = "class";
  risk.variables = {"risk"};
  risk.predictor.name = "cox";
  risk.names = {"E", "D", "C", "B", "A"};
  risk.values.resize(5, 1);
  risk.values << 5, 4, 3, 2, 1;
  risk.write(stored.folder / "risk");
  stored.items["risk"] = {{stored.folder / "risk", "", ""}};
  const Panel panel =
      run_step(survival_panel_step(), stored.items,
               {{"time", "days"}, {"event", "dead"}}, stored.folder / "panel");
  const auto& data = std::get<CurvePanel>(panel.data);
  BOOST_REQUIRE(data.curves.size() == 2U);
  BOOST_TEST(data.curves[0].name == "higher risk");
  BOOST_TEST(data.curves[0].x.back() == 15.0);
  BOOST_TEST(data.curves[1].x.back() == 30.0);
  BOOST_TEST(panel.caption.starts_with(
      "Higher risk: above the median of cox. 5 patients of trial/x"));
}

// A group by a risk of the same cohort: its p is told what it is worth.
BOOST_AUTO_TEST_CASE(a_nominal_log_rank_p_stands_beside_what_chance_gives) {
  StoredCohort stored;
  Scores scores;
  scores.unit_kind = ScoredUnit::cohort;
  scores.unit = "trial/x";
  scores.items = {"risk"};
  scores.places = {{"patients", 5}};
  scores.columns = {{"patients", "log_rank_p", Eigen::VectorXd{{0.5}}}};
  scores.facts = {{survival_facts::kPermutations, 99},
                  {survival_facts::kPermutedBelow, 21},
                  {survival_facts::kOfProtocol, 1}};
  scores.write(stored.folder / "scores");
  stored.items["scores"] = {{stored.folder / "scores", "", ""}};
  DecisionStudy study;
  study.decisions = {{std::string(kNominalLogRank), "nominal p below 0.05",
                      Subject::survival, 0.05}};
  study.cohorts = {1, 2};
  study.said = {{1}, {0}};
  study.tests = study.tests_below = {0, 0};
  study.write(stored.folder / "study");
  stored.items["study"] = {{stored.folder / "study", "", ""}};
  const Panel panel =
      run_step(survival_panel_step(), stored.items,
               {{"time", "days"}, {"event", "dead"}, {"group", "arm"}},
               stored.folder / "panel");
  BOOST_TEST(panel.caption ==
             "Groups by arm. 5 patients of trial/x; 1 without a time or an "
             "event left out. The log-rank p is nominal: by chance alone p is "
             "below 0.05 in 21 of 99 permutations that were learned anew (21.2 "
             "%, 95 % interval 14.3 to 30.3 %), and in 1 of 2 made-up cohorts "
             "with nothing planted (50.0 %, 95 % interval 9.5 to 90.5 %).");
}

BOOST_AUTO_TEST_CASE(survival_needs_groups) {
  StoredCohort stored;
  BOOST_TEST(error_of([&] {
               run_step(survival_panel_step(), stored.items,
                        {{"time", "days"}, {"event", "dead"}},
                        stored.folder / "panel");
             }) ==
             "survival_panel: expected either the input risk or the option "
             "group, which say the groups");
}

// scipy.stats.ttest_ind(equal_var=False) and false_discovery_control of the two
// that can be tested, SciPy 1.17.1.
BOOST_AUTO_TEST_CASE(variables_are_tested_between_two_groups) {
  const auto items = tested_variables(six(), "rna", {"arm", {"new"}, {"old"}},
                                      GroupEffect::difference);
  BOOST_REQUIRE(items.size() == 3U);
  BOOST_TEST(items[0].name == "up");
  BOOST_TEST(items[0].effect == -6.5);
  BOOST_TEST(items[0].p == 0.00792088179832343, tt::tolerance(1e-10));
  BOOST_TEST(items[1].p == 1.0);
  BOOST_TEST(std::isnan(items[2].p));
  const auto ratios = tested_variables(six(), "rna", {"arm", {"new"}, {"old"}},
                                       GroupEffect::log2_ratio);
  BOOST_TEST(ratios[0].effect == -2.0874628412503395, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_volcano_names_its_groups) {
  StoredCohort stored;
  const Json given = {{"matrix", "rna"},
                      {"group", "arm"},
                      {"one", {"new"}},
                      {"other", {"old"}}};
  const Panel panel = run_step(volcano_panel_step(), stored.items, given,
                               stored.folder / "panel");
  const auto& data = std::get<VolcanoPanel>(panel.data);
  BOOST_TEST(data.effect == "difference of means, new over old");
  BOOST_TEST(volcano_findings(data) == (std::vector<std::size_t>{0}),
             tt::per_element());
  BOOST_TEST(panel.caption ==
             "Welch's test of rna in trial/x: 3 patients with arm new, 3 with "
             "old.");
  const auto error = [&](const Json& groups) {
    Json changed = given;
    changed.update(groups);
    return error_of([&] {
      run_step(volcano_panel_step(), stored.items, changed,
               stored.folder / "panel");
    });
  };
  BOOST_TEST(error({{"other", {"new"}}}) ==
             "volcano_panel: 'new' is in both groups; a patient is of one");
  BOOST_TEST(error({{"other", {"none"}}}) ==
             "volcano_panel: cohort trial/x: 0 patients with arm none; a test "
             "needs at least 2");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
