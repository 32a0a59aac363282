#include "core/eval/panels/table_panel_step.h"

#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/item_scores.h"
#include "core/eval/panels/panel.h"

namespace moonstain {
namespace {

struct TablePanelOptions {
  std::string title = "Scores by item";
  std::vector<std::string> metrics = {"pearson"};
  std::string reading = std::string(readings::kTissue.name);
  std::vector<std::string> items;
  std::int64_t item_count = 20;
};

std::vector<std::string> shown(const ItemScores& first,
                               const TablePanelOptions& own) {
  if (!own.items.empty()) return own.items;
  std::vector<std::string> names;
  for (const std::size_t at : ranked(first)) {
    if (names.size() == static_cast<std::size_t>(own.item_count)) break;
    names.push_back(first.items[at]);
  }
  return names;
}

TableColumn column_of(const ItemScores& scores, const std::string& head,
                      const std::vector<std::string>& names) {
  std::map<std::string, double> means;
  for (std::size_t i = 0; i < scores.items.size(); ++i) {
    means.emplace(scores.items[i], scores.mean[static_cast<Eigen::Index>(i)]);
  }
  TableColumn column = number_column(head, 3);
  for (const std::string& name : names) {
    const auto found = means.find(name);
    check(found != means.end(), "table_panel: no ", scores.item, " '", name,
          "' among the ", means.size(), " scored");
    column.numbers.push_back(found->second);
  }
  return column;
}

Panel table_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<TablePanelOptions>();
  check(!own.metrics.empty(), "table_panel: no metrics are named");
  const auto groups = scores_by_predictor(in.list<Scores>("scores"));
  check(!groups.empty(), "table_panel: no scores");
  const ItemScores first =
      item_scores(groups.front().second, own.reading, own.metrics.front());
  const std::vector<std::string> names = shown(first, own);
  TablePanel data;
  data.item = first.item;
  data.columns.push_back(text_column(first.item, names));
  for (const std::string& metric : own.metrics) {
    for (const auto& [predictor, scores] : groups) {
      const ItemScores one = item_scores(scores, own.reading, metric);
      const std::string_view label = find_metric_kind(metric)->label;
      data.columns.push_back(
          column_of(one, concat(predictor, ", ", label), names));
    }
  }
  Panel panel;
  panel.title = own.title;
  panel.caption =
      concat(own.items.empty()
                 ? concat("The best ", names.size(), " of ",
                          counted(first.items.size(), first.item), " by ",
                          find_metric_kind(own.metrics.front())->label, " of ",
                          groups.front().first, ". ")
                 : concat("The recipe names the ", plural(first.item), ". "),
             "Means over ", plural(first.unit), ", ",
             reading_kind(own.reading).label, ".");
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind table_panel_step() {
  return StepKind("table_panel", 2,
                  "Scores of items, a column a predictor and metric.")
      .applies_many<Scores>("scores",
                            "one a predictor, unit and seed; the first "
                            "predictor ranks the items")
      .option("title", &TablePanelOptions::title, "heading of the panel")
      .option("metrics", &TablePanelOptions::metrics,
              "names of metrics: pearson, mae, dice; the first ranks")
      .option("reading", &TablePanelOptions::reading,
              "places scored in these metrics")
      .option("items", &TablePanelOptions::items,
              "what to show; empty: the best by rank")
      .option("item_count", &TablePanelOptions::item_count,
              "how many to show where none is named", {1, 1000})
      .needs(in_memory(3, 2))
      .makes<Panel>(table_panel);
}

}  // namespace moonstain
