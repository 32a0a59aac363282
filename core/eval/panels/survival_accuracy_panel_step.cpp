#include "core/eval/panels/survival_accuracy_panel_step.h"

#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"

namespace moonstain {
namespace {

struct AccuracyPanelOptions {
  std::string title = "Risks over time and beside the base";
  std::string base = "the base";
};

// NaN where the scores have no such column, as of the base itself.
double metric_of(const Scores& scores, const std::string& name) {
  const Eigen::VectorXd* values = scores.find(readings::kPatients.name, name);
  return values == nullptr ? std::numeric_limits<double>::quiet_NaN()
                           : (*values)[0];
}

TableColumn column_of(const std::vector<Scores>& scores,
                      const std::string& metric) {
  const MetricKind& kind = *find_metric_kind(metric);
  const std::string head(kind.label);
  TableColumn column = kind.is_p ? p_column(head, 3) : number_column(head, 3);
  for (const Scores& one : scores) {
    column.numbers.push_back(metric_of(one, metric));
  }
  return column;
}

TableColumn interval_of(const std::vector<Scores>& scores,
                        const std::string& metric) {
  TableColumn column = column_of(scores, metric);
  column.kind = CellKind::interval;
  for (const Scores& one : scores) {
    column.low.push_back(one.fact(metric + "_low"));
    column.high.push_back(one.fact(metric + "_high"));
  }
  return column;
}

Panel accuracy_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<AccuracyPanelOptions>();
  const auto scores = in.list<Scores>("scores");
  check(!scores.empty(), "survival_accuracy_panel: no scores");
  std::vector<std::string> names;
  for (const Scores& one : scores) {
    check(one.find(readings::kPatients.name, "dynamic_auc") != nullptr,
          "survival_accuracy_panel: scores of ", one.predictor.name, " on ",
          one.unit, " are no `survival_accuracy`");
    names.push_back(one.predictor.name);
  }
  TablePanel data;
  data.item = "risk";
  data.columns = {text_column("risk", names),
                  column_of(scores, "concordance"),
                  column_of(scores, "uno_concordance"),
                  column_of(scores, "dynamic_auc"),
                  interval_of(scores, "concordance_gain"),
                  interval_of(scores, "uno_gain"),
                  column_of(scores, "calibration_p")};
  Panel panel;
  panel.title = own.title;
  panel.caption = concat(
      "Gains are over ", own.base,
      ", with the 2.5 and 97.5 % quantiles over draws of patients, both risks "
      "by the same draws; a gain whose interval holds 0 is none that these "
      "patients show. Uno's concordance and the area weight deaths for those "
      "who were lost before. A p of D-calibration near 0 says that predicted "
      "chances of survival are wrong; where most patients were lost it sees "
      "little. Risks without chances have none.");
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind survival_accuracy_panel_step() {
  return StepKind("survival_accuracy_panel", 2,
                  "Risks over time, beside a base, and their calibration, as a "
                  "table.")
      .applies_many<Scores>("scores", "of `survival_accuracy`, one a risk")
      .option("title", &AccuracyPanelOptions::title, "heading of the panel")
      .option("base", &AccuracyPanelOptions::base,
              "what the gains are over, in words")
      .needs(in_memory(3, 2))
      .makes<Panel>(accuracy_panel);
}

}  // namespace moonstain
