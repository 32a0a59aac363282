// Panels' data made from plain vectors.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "core/eval/panels/confusion_panel.h"
#include "core/eval/panels/roc_panel.h"
#include "core/eval/panels/scatter_panel.h"
#include "core/eval/panels/survival_panel.h"
#include "core/eval/panels/training_panel_step.h"
#include "core/eval/panels/volcano_panel.h"
#include "core/stats/confusion.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

}  // namespace

BOOST_AUTO_TEST_SUITE(makers_test)

// Of (1, 1), (2, 2), (3, 2): r = 1 / sqrt(2 * 2/3).
BOOST_AUTO_TEST_CASE(pairs_without_a_value_are_counted_and_left_out) {
  const ScatterItem item =
      scatter_item("G", {1, 2, kNone, 3, 4}, {1, 2, 5, 2, kNone});
  BOOST_TEST(item.n == 3);
  BOOST_TEST(item.undefined == 2);
  BOOST_TEST(item.r == 1 / std::sqrt(4.0 / 3.0), tt::tolerance(1e-12));
  BOOST_TEST(item.x == (std::vector<double>{1, 2, 3}), tt::per_element());
  BOOST_TEST(item.density.counts.empty());
}

BOOST_AUTO_TEST_CASE(few_pairs_and_flat_ones_have_no_r) {
  BOOST_TEST(std::isnan(scatter_item("G", {1}, {1}).r));
  BOOST_TEST(std::isnan(scatter_item("G", {1, 2, 3}, {1, 1, 1}).r));
  BOOST_TEST(scatter_item("G", {}, {}).n == 0);
}

// 2,001 points on the diagonal from 0 to 40: 50 in most of the 40 bins along
// it, none beside it; the last bin holds its upper end too.
BOOST_AUTO_TEST_CASE(many_pairs_become_a_density) {
  std::vector<double> x(2001);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.02 * double(i);
  const ScatterItem item = scatter_item("G", x, x);
  BOOST_TEST(item.x.empty());
  BOOST_TEST(item.n == 2001);
  BOOST_TEST(item.density.x_high == 40.0);
  const auto& counts = item.density.counts;
  BOOST_TEST(counts.size() == 40U);
  std::int64_t diagonal = 0;
  std::int64_t all = 0;
  for (std::size_t i = 0; i < 40; ++i) {
    diagonal += counts[i][i];
    all += std::accumulate(counts[i].begin(), counts[i].end(), std::int64_t{0});
  }
  BOOST_TEST(all == 2001);
  BOOST_TEST(diagonal == 2001);
  BOOST_TEST(counts[39][39] == 51);
}

// scores 0.9+ 0.8- 0.7+ 0.6-: of 4 pairs 3 in order.
BOOST_AUTO_TEST_CASE(a_roc_has_a_point_a_threshold) {
  const RocCurve curve =
      roc_of("m", {0.9, 0.8, 0.7, 0.6}, {true, false, true, false});
  BOOST_TEST(curve.auc == 0.75);
  BOOST_TEST(curve.positives == 2);
  BOOST_TEST(curve.negatives == 2);
  BOOST_TEST(
      curve.false_positive_rate == (std::vector<double>{0, 0, 0.5, 0.5, 1}),
      tt::per_element());
  BOOST_TEST(
      curve.true_positive_rate == (std::vector<double>{0, 0.5, 0.5, 1, 1}),
      tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_roc_of_many_units_is_small_and_keeps_its_ends) {
  std::vector<double> scores;
  std::vector<bool> positive;
  for (int i = 0; i < 100'000; ++i) {
    scores.push_back(i);
    positive.push_back(i % 2 == 0);
  }
  const RocCurve curve = roc_of("m", scores, positive);
  BOOST_TEST(curve.false_positive_rate.size() <= 2002U);
  BOOST_TEST(curve.false_positive_rate.size() >= 1000U);
  BOOST_TEST(curve.false_positive_rate.back() == 1.0);
  BOOST_TEST(curve.true_positive_rate.back() == 1.0);
}

BOOST_AUTO_TEST_CASE(one_class_alone_has_no_roc) {
  const RocCurve curve = roc_of("m", {0.1, 0.2}, {true, true});
  BOOST_TEST(std::isnan(curve.auc));
  BOOST_TEST(curve.false_positive_rate.empty());
  BOOST_TEST(curve.positives == 2);
}

BOOST_AUTO_TEST_CASE(a_confusion_keeps_rows_measured) {
  const ConfusionPanel panel = confusion_panel(
      "nucleus", "type", confusion_of({"a", "a", "b"}, {"a", "b", "b"}));
  BOOST_TEST(panel.classes == (std::vector<std::string>{"a", "b"}),
             tt::per_element());
  BOOST_TEST(panel.counts[0][1] == 1);
  BOOST_TEST(panel.counts[1][0] == 0);
}

// Group a: deaths at 1 and 3, one censored at 2: 1, 2/3, 2/3, 0.
BOOST_AUTO_TEST_CASE(survival_curves_say_who_is_at_risk) {
  const CurvePanel panel = survival_panel(
      {{1, 2, 3, 5}, {true, false, true, false}}, {"a", "a", "a", "b"},
      {"time", "years", false}, "patient", "death", {0, 2, 4});
  BOOST_TEST(panel.curves.size() == 2U);
  const Curve& a = panel.curves[0];
  BOOST_TEST(a.name == "a");
  BOOST_TEST(a.x == (std::vector<double>{0, 1, 2, 3}), tt::per_element());
  BOOST_TEST(a.y[1] == 2.0 / 3.0, tt::tolerance(1e-12));
  BOOST_TEST(a.y[2] == 2.0 / 3.0, tt::tolerance(1e-12));
  BOOST_TEST(a.y[3] == 0.0);
  BOOST_TEST(a.censored == (std::vector<double>{2}), tt::per_element());
  BOOST_TEST(a.at_risk == (std::vector<std::int64_t>{3, 2, 0}),
             tt::per_element());
  BOOST_TEST(panel.curves[1].at_risk == (std::vector<std::int64_t>{1, 1, 1}),
             tt::per_element());
  BOOST_TEST(panel.y.text() == "share without death");
  BOOST_TEST(panel.note.starts_with("Log-rank p 0."));
}

BOOST_AUTO_TEST_CASE(one_group_is_compared_with_nothing) {
  BOOST_TEST(survival_panel({{1, 2}, {true, false}}, {"a", "a"}, {}, "patient",
                            "death", {})
                 .note == "");
  BOOST_TEST(error_of([] {
               survival_panel({{1, 2}, {true, false}}, {"a"}, {}, "patient",
                              "death", {});
             }) == "survival_panel: 2 times, but 1 groups");
}

BOOST_AUTO_TEST_CASE(findings_of_a_volcano_are_ordered_by_p) {
  VolcanoPanel panel;
  panel.threshold = 0.05;
  panel.least_effect = 0.5;
  panel.items = {{"late", 1, 0.05},     {"small", 0.4, 0.001},
                 {"no", 2, 0.06},       {"down", -3, 0.01},
                 {"up", 2, 0.01},       {"nothing", kNone, 0.001},
                 {"without", 2, kNone}, {"sure", 0.5, 0}};
  BOOST_TEST(volcano_findings(panel) == (std::vector<std::size_t>{7, 3, 4, 0}),
             tt::per_element());
}

TrainingRecord record(const std::string& fold, double final_loss,
                      std::optional<double> constant) {
  TrainingRecord made;
  made.kind = "hist_model";
  made.fold = fold;
  made.steps = 200;
  made.losses = {0.5, 0.25};
  made.final_loss = final_loss;
  made.constant_loss = constant;
  return made;
}

BOOST_AUTO_TEST_CASE(a_model_no_better_than_without_features_is_named) {
  const CurvePanel panel = training_curves(
      {record("her2st/B", 0.158, 0.08), record("her2st/C", 0.05, 0.08)});
  BOOST_TEST(panel.curves[0].name == "her2st/B");
  BOOST_TEST(panel.curves[0].x == (std::vector<double>{1, 2}),
             tt::per_element());
  BOOST_TEST(panel.curves[1].y == (std::vector<double>{0.5, 0.25}),
             tt::per_element());
  BOOST_TEST(panel.lines[1].name == "without features, her2st/C");
  BOOST_TEST(panel.lines[1].y == 0.08);
  BOOST_TEST(panel.note ==
             "Not fitted, in the end no better than a prediction without "
             "features on its training examples: 1 of 2 models: her2st/B "
             "(0.158 against 0.08).");
}

BOOST_AUTO_TEST_CASE(fitted_models_and_unknown_constants_are_said_so) {
  BOOST_TEST(training_curves({record("B", 0.05, 0.08)}).note ==
             "In the end better than a prediction without features on its "
             "training examples: 1 of 1 model.");
  BOOST_TEST(training_curves({record("B", 0.05, {})}).note == "");
  BOOST_TEST(training_curves({record("B", 0.05, {})}).lines.empty());
}

BOOST_AUTO_TEST_CASE(losses_of_one_term_are_named_by_it) {
  TrainingRecord one = record("B", 0.05, 0.08);
  BOOST_TEST(training_curves({one}).y.label == "training loss");
  one.compared_term = "expression";
  BOOST_TEST(training_curves({one}).y.label == "training loss: expression");
  BOOST_TEST(training_curves({one, record("C", 0.05, 0.08)}).y.label ==
             "training loss");
}

// Without folds the kind is the name, and seeds tell models of one fold apart.
BOOST_AUTO_TEST_CASE(models_are_named_by_what_differs) {
  TrainingRecord other = record("", 1, {});
  other.seed = 2;
  const CurvePanel panel = training_curves({record("", 1, {}), other});
  BOOST_TEST(panel.curves[0].name == "hist_model, seed 0");
  BOOST_TEST(panel.curves[1].name == "hist_model, seed 2");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
