#include "core/eval/panels/heat_map_panel_step.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"

namespace moonstain {
namespace {

struct HeatMapPanelOptions {
  std::string title = "Scores by item and unit";
  std::string metric = "pearson";
  std::string reading = std::string(readings::kTissue.name);
  std::int64_t item_count = 20;
};

Panel heat_map_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<HeatMapPanelOptions>();
  const ItemScores scores =
      item_scores(in.list<Scores>("scores"), own.reading, own.metric);
  HeatMapPanel data =
      item_heat_map(scores, static_cast<std::size_t>(own.item_count));
  data.values = concat(find_metric_kind(own.metric)->label, ", ",
                       reading_kind(own.reading).label);
  const std::size_t all = scores.items.size();
  const std::size_t defined = ranked(scores).size();
  Panel panel;
  panel.title = own.title;
  panel.caption =
      concat(data.rows.size() < defined
                 ? concat("The best and the worst of ",
                          counted(defined, scores.item), " by their mean over ",
                          plural(scores.unit), ", half of each.")
                 : concat("From best to worst by the mean over ",
                          plural(scores.unit), "."),
             defined == all
                 ? ""
                 : concat(" ", all - defined, " of ", counted(all, scores.item),
                          " have no number in any ", scores.unit,
                          " and are left out."));
  panel.data = std::move(data);
  return panel;
}

}  // namespace

HeatMapPanel item_heat_map(const ItemScores& scores, std::size_t count) {
  std::vector<std::size_t> order = ranked(scores);
  if (order.size() > count) {
    const std::size_t best = (count + 1) / 2;
    order.erase(order.begin() + static_cast<std::ptrdiff_t>(best),
                order.end() - static_cast<std::ptrdiff_t>(count - best));
  }
  HeatMapPanel panel;
  panel.item = scores.item;
  panel.unit = scores.unit;
  panel.columns = scores.units;
  for (const std::size_t item : order) {
    panel.rows.push_back(scores.items[item]);
    const Eigen::VectorXd row =
        scores.values.row(static_cast<Eigen::Index>(item));
    panel.numbers.emplace_back(row.begin(), row.end());
  }
  return panel;
}

StepKind heat_map_panel_step() {
  return StepKind("heat_map_panel", 1,
                  "Scores of the best and the worst items, unit by unit.")
      .applies_many<Scores>("scores", "of one predictor, one a unit and seed")
      .option("title", &HeatMapPanelOptions::title, "heading of the panel")
      .option("metric", &HeatMapPanelOptions::metric,
              "a metric's name: pearson, mae, dice")
      .option("reading", &HeatMapPanelOptions::reading,
              "places scored in that metric")
      .option("item_count", &HeatMapPanelOptions::item_count, "rows shown",
              {1, 200})
      .needs(in_memory(2, 2))
      .makes<Panel>(heat_map_panel);
}

}  // namespace moonstain
