#include "core/eval/panels/scatter_panel_step.h"

#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/shown_items.h"
#include "core/eval/panels/stored_columns.h"

namespace moonstain {
namespace {

struct ScatterPanelOptions {
  std::string title = "Predicted against measured values";
};

// Values of one item, all sections one after the other.
struct Pairs {
  std::vector<double> measured;
  std::vector<double> predicted;
};

Panel scatter_panel(const Inputs& in, const Options& options) {
  const ShownItems items = shown_items(in, options.as<ShownItemsOptions>());
  const auto sections = predicted_sections(in, "scatter_panel");
  ScatterPanel data;
  std::vector<Pairs> pairs(items.names.size());
  for (const PredictedSection& one : sections) {
    const StoredColumns measured = read_columns(one.targets, items.names);
    const StoredColumns predicted = read_columns(one.predictions, items.names);
    const auto at =
        places_of(measured.rows, predicted.rows, measured.row,
                  concat("scatter_panel: predictions of ", one.section));
    data.item = measured.column;
    data.unit = measured.row;
    data.x = {"measured", measured.transform, false};
    data.y = {"predicted", measured.transform, false};
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto column = static_cast<Eigen::Index>(i);
      for (std::size_t row = 0; row < at.size(); ++row) {
        pairs[i].measured.push_back(
            measured.values(static_cast<Eigen::Index>(row), column));
        pairs[i].predicted.push_back(predicted.values(at[row], column));
      }
    }
  }
  data.same_scale = true;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    data.items.push_back(
        scatter_item(items.names[i], pairs[i].measured, pairs[i].predicted));
  }
  Panel panel;
  panel.title = options.as<ScatterPanelOptions>().title;
  panel.caption =
      concat(items.why, " All ", plural(data.unit), " of ",
             counted(sections.size(), "section"),
             " together, so r also holds what differs between sections.");
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind scatter_panel_step() {
  return StepKind("scatter_panel", 2,
                  "Predicted against measured values of some items.")
      .applies_many<Scores>("scores",
                            "of the model, to choose items across the ranks")
      .optional()
      .applies_many<Targets>("targets", "of the held-out sections")
      .applies_many<Predictions>("predictions",
                                 "of the model; sections without are left out")
      .option("title", &ScatterPanelOptions::title, "heading of the panel")
      .option("items", &ShownItemsOptions::items,
              "what to show; empty: by rank of the scores")
      .option("item_count", &ShownItemsOptions::item_count,
              "how many to show where none is named", {0, 24})
      .option("metric", &ShownItemsOptions::metric,
              "that ranks them: pearson, spearman, mae or rmse")
      .option("reading", &ShownItemsOptions::reading,
              "cells scored in that metric")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 256 * kMiB + 2 * sizes.of("scores"),
                     .seconds = 3};
      })
      .makes<Panel>(scatter_panel);
}

}  // namespace moonstain
