#include "core/eval/panels/map_panel_step.h"

#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/section_map.h"
#include "core/eval/panels/shown_items.h"
#include "core/eval/panels/stored_columns.h"

namespace moonstain {
namespace {

struct MapPanelOptions {
  std::string title = "Measured and predicted maps";
  std::int64_t longest_px = 460;
  MapLimits limits = MapLimits::range;
};

// "her2st/B4" of the fourth section -> "3_her2st_B4"
std::string stem_of(std::size_t number, std::string_view section) {
  std::string stem = concat(number, "_");
  for (const char c : section) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       (c >= '0' && c <= '9') || c == '-';
    stem += plain ? c : '_';
  }
  return stem;
}

Panel map_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<MapPanelOptions>();
  const ShownItems items = shown_items(in, options.as<ShownItemsOptions>());
  const auto sections = predicted_sections(in, "map_panel");
  std::map<std::string, fs::path> places;
  for (const Inputs::Item& item : in.items("dataset")) {
    places.emplace(about_of(item.path), item.path);
  }
  const MapSizes sizes =
      map_sizes(sections.size(), 2 * items.names.size() * sections.size(),
                own.longest_px);
  Panel panel;
  panel.title = own.title;
  panel.caption =
      concat(items.why,
             own.limits == MapLimits::range
                 ? " Each map has its own colours, from its least to its "
                   "largest value."
                 : " Each map has its own colours, from 1.5 interquartile "
                   "ranges below the first quartile to as many above the "
                   "third, or from its least to its largest value where these "
                   "are nearer or both quartiles are equal; what lies outside "
                   "has the colour of the end.");
  MapPanel data;
  for (const PredictedSection& one : sections) {
    const auto found = places.find(one.section);
    check(found != places.end(), "map_panel: section ", one.section,
          " has targets and predictions, but no data set names its places");
    MapSource source{Dataset::read_places(found->second),
                     read_columns(one.targets, items.names),
                     read_columns(one.predictions, items.names),
                     {},
                     {}};
    if (in.has("picture")) {
      for (std::size_t i = 0; i < in.items("picture").size(); ++i) {
        if (in.items("picture")[i].section != one.section) continue;
        const auto file = in.at<File>("picture", i);
        source.picture = file.path;
        source.picture_name = file.name;
      }
    }
    data.item = source.measured.column;
    data.unit = source.measured.row;
    data.values = source.measured.transform;
    data.sections.push_back(
        section_map(source, sizes, stem_of(data.sections.size(), one.section),
                    panel.files, own.limits));
  }
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind map_panel_step() {
  return StepKind("map_panel", 2,
                  "Measured and predicted maps of some items over the "
                  "sections' pictures.")
      .applies_many<Scores>("scores",
                            "of the model, to choose items across the ranks")
      .optional()
      .applies_many<Dataset>("dataset", "places of the sections to draw")
      .applies_many<Targets>("targets", "of the sections to draw")
      .applies_many<Predictions>("predictions",
                                 "of the model; sections without are not drawn")
      .applies_many<File>("picture", "pictures of the sections to draw")
      .optional()
      .option("title", &MapPanelOptions::title, "heading of the panel")
      .option("items", &ShownItemsOptions::items,
              "what to draw; empty: by rank of the scores")
      .option("preferred", &ShownItemsOptions::preferred,
              "what to draw where all scores have it, in place of a choice by "
              "rank")
      .option("item_count", &ShownItemsOptions::item_count,
              "how many to draw where none is named", {0, 24})
      .option("metric", &ShownItemsOptions::metric,
              "that ranks them: pearson, spearman, mae or rmse")
      .option("reading", &ShownItemsOptions::reading,
              "cells scored in that metric")
      .option("longest_px", &MapPanelOptions::longest_px,
              "longest side of a section's picture", {64, 2000})
      .unit("px")
      .option("limits", &MapPanelOptions::limits,
              "of a map's colours: its range, or Tukey's fences, which a value "
              "far off does not move")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 512 * kMiB + 2 * sizes.of("scores"),
                     .seconds = 5};
      })
      .makes<Panel>(map_panel);
}

}  // namespace moonstain
