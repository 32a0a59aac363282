#include "core/eval/panels/cells_panel_step.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/label_image.h"
#include "core/data/stored/places.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/engine/plan/units.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/cell_raster.h"
#include "core/eval/panels/defined_pairs.h"
#include "core/eval/panels/map_layer.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/section_frame.h"
#include "core/eval/panels/section_map.h"
#include "core/eval/panels/shown_items.h"
#include "core/eval/panels/stored_columns.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "cells_panel";
constexpr std::int64_t kLargestRaster = 640;

struct CellsPanelOptions {
  std::string title = "Cells";
  std::vector<std::string> items;
  std::int64_t item_count = 3;
  std::string metric = "pearson";
  std::string reading = "nuclei";
  double window_px = 0;
  std::int64_t longest_px = 700;
};

// What is known of all cells of the section, whatever block it comes of.
class Cells {
 public:
  // The data set must outlive this.
  explicit Cells(const Dataset& cells) : cells_(cells), places_(cells.spots) {}

  std::size_t size() const { return cells_.spots.size(); }

  void check_section(const std::string& about, const char* of) const {
    check(section_of_unit(about) == section_of_unit(cells_.section), kStep,
          ": ", of, " of ", about, ", cells of ", cells_.section,
          "; expected one section");
  }

  // Rows of names; cells that are not drawn have none.
  std::optional<std::size_t> row_of(const std::string& name) const {
    return places_.find(name);
  }

 private:
  const Dataset& cells_;
  Places places_;
};

// Values of the shown items, [items][cells]; NaN where nobody says one.
struct Values {
  std::vector<std::vector<double>> by_item;
  StoredColumns words;  // nouns and transform of the last table
};

Values values_of(const Inputs& in, const char* input, const Cells& cells,
                 const std::vector<std::string>& items) {
  Values out;
  out.by_item.assign(
      items.size(),
      std::vector<double>(cells.size(),
                          std::numeric_limits<double>::quiet_NaN()));
  for (const Inputs::Item& one : in.items(input)) {
    StoredColumns columns = read_columns(one.path, items);
    cells.check_section(columns.about, input);
    for (std::size_t row = 0; row < columns.rows.size(); ++row) {
      const auto at = cells.row_of(columns.rows[row]);
      if (!at) continue;
      for (std::size_t item = 0; item < items.size(); ++item) {
        double& value = out.by_item[item][*at];
        check(std::isnan(value), kStep, ": two of the ", input,
              " say something of cell '", columns.rows[row],
              "'; expected those of one predictor, each block once");
        value = columns.values(static_cast<Eigen::Index>(row),
                               static_cast<Eigen::Index>(item));
      }
    }
    out.words = std::move(columns);
  }
  return out;
}

// [cells] names of types; empty where a cell has none.
std::vector<std::string> types_of(const Inputs& in, const char* input,
                                  const Cells& cells) {
  std::vector<std::string> out(cells.size());
  for (const CellTypes& types : in.list<CellTypes>(input)) {
    cells.check_section(types.section, input);
    for (std::size_t i = 0; i < types.cells.size(); ++i) {
      const auto at = cells.row_of(types.cells[i]);
      if (at && types.index[i] >= 0) {
        out[*at] = types.classes[static_cast<std::size_t>(types.index[i])];
      }
    }
  }
  return out;
}

// Types as measured and, where they are there, as called from predictions.
ItemMap type_map(const Inputs& in, const Cells& cells,
                 const NearestPlaces& raster,
                 std::map<std::string, std::string>& files) {
  const std::vector<std::string> measured = types_of(in, "types", cells);
  const std::vector<std::string> called = types_of(in, "called", cells);
  return class_map("type", "type", raster, measured,
                   in.has("called") ? &called : nullptr, files);
}

void add_item(SectionMap& map, const std::string& name, std::size_t number,
              const std::vector<double>& measured,
              const std::vector<double>* predicted, const NearestPlaces& raster,
              std::map<std::string, std::string>& files) {
  ItemMap item{name, std::numeric_limits<double>::quiet_NaN(), {}, {}};
  add_layer(
      item,
      draw_layer("measured", concat(number, ".measured.png"), raster, measured),
      files);
  if (predicted != nullptr) {
    item.r = defined_pairs(measured, *predicted).pearson();
    add_layer(item,
              draw_layer("predicted", concat(number, ".predicted.png"), raster,
                         *predicted),
              files);
  }
  map.maps.push_back(std::move(item));
}

// What is said of the picture, of where it comes from most of all.
std::string picture_words(const Dataset& cells) {
  std::string words;
  for (const std::string& remark : cells.remarks) {
    if (remark.find("virtual") != std::string::npos) {
      words += concat(" ", remark, remark.ends_with('.') ? "" : ".");
    }
  }
  return words;
}

Panel cells_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<CellsPanelOptions>();
  const Dataset dataset = Dataset::read_places(in.one("dataset").path);
  check(in.has("targets") || in.has("types"), kStep,
        ": expected targets or types to colour the cells by, none are given");
  check(in.has("targets") || !in.has("predictions"), kStep,
        ": predictions are shown beside targets, which are not given");
  check(in.has("types") || !in.has("called"), kStep,
        ": called types are shown beside types, which are not given");
  const Cells cells(dataset);
  const SectionFrame frame =
      own.window_px > 0 ? window_of(dataset, own.window_px) : frame_of(dataset);
  ShownItems items;
  if (in.has("targets")) {
    items =
        shown_items(in, {own.items, own.item_count, own.metric, own.reading});
  }
  const auto layers =
      static_cast<double>(2 * items.names.size() + (in.has("types") ? 2 : 0));
  const double longest = std::max(frame.width_px, frame.height_px);
  const std::int64_t raster_px = std::clamp<std::int64_t>(
      std::llround(std::min(longest, std::sqrt(kMapPixels / layers))), 128,
      kLargestRaster);
  std::optional<LabelReader> labels;
  if (in.has("labels")) labels.emplace(in.one("labels").path);
  const NearestPlaces raster =
      labels ? labelled_places(dataset, frame, *labels, raster_px)
             : nearest_places(dataset, frame, raster_px);

  Panel panel;
  MapPanel data;
  data.large = true;
  data.unit = "cell";
  SectionMap map;
  map.section = dataset.section;
  map.patient = dataset.patient;
  map.places = places_in(dataset, frame);
  set_frame(map, frame, dataset, own.longest_px);
  if (in.has("picture")) {
    const auto file = in.get<File>("picture");
    map.picture = "picture.jpg";
    panel.files[*map.picture] = jpeg_within(
        picture_in(frame, file.path, file.name, own.longest_px), kPictureBytes);
  }
  if (in.has("targets")) {
    const Values measured = values_of(in, "targets", cells, items.names);
    const Values predicted = values_of(in, "predictions", cells, items.names);
    data.item = measured.words.column;
    data.values = measured.words.transform;
    for (std::size_t i = 0; i < items.names.size(); ++i) {
      add_item(map, items.names[i], i, measured.by_item[i],
               in.has("predictions") ? &predicted.by_item[i] : nullptr, raster,
               panel.files);
    }
  }
  if (in.has("types")) {
    if (data.item.empty()) data.item = "type";
    map.maps.push_back(type_map(in, cells, raster, panel.files));
  }
  data.sections.push_back(std::move(map));
  panel.title = concat(own.title, ", ", dataset.section);
  panel.caption = concat(
      items.why, items.why.empty() ? "" : " ",
      in.has("targets") ? "Each map of a gene has its own colours, from its "
                          "least to its largest value; grey cells have none. "
                        : "Grey cells have no type. ",
      labels ? concat("Cells have the shapes of their labels (",
                      labels->info().rule, ").")
             : "Cells are drawn as squares at their positions.",
      in.has("picture") ? picture_words(dataset) : "");
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind cells_panel_step() {
  return StepKind(kStep, 2,
                  "Cells over the picture, by measured and predicted genes and "
                  "by type.")
      .applies_many<Scores>("scores",
                            "of the model, to choose genes across the ranks")
      .optional()
      .applies<Dataset>("dataset", "the cells to draw")
      .applies<LabelImage>("labels", "their shapes; else squares are drawn")
      .optional()
      .applies<File>("picture", "of the section")
      .optional()
      .applies_many<Targets>("targets",
                             "of the cells, or of blocks of the section")
      .optional()
      .applies_many<Predictions>("predictions",
                                 "of one predictor, a block each")
      .optional()
      .applies_many<CellTypes>("types", "as measured")
      .optional()
      .applies_many<CellTypes>("called", "by predictions")
      .optional()
      .option("title", &CellsPanelOptions::title,
              "heading of the panel, before the section")
      .option("items", &CellsPanelOptions::items,
              "genes to draw; empty: by rank of the scores")
      .option("item_count", &CellsPanelOptions::item_count,
              "how many to draw where none is named", {0, 12})
      .option("metric", &CellsPanelOptions::metric,
              "that ranks them: pearson, spearman, mae or rmse")
      .option("reading", &CellsPanelOptions::reading,
              "cells scored in that metric")
      .option("window_px", &CellsPanelOptions::window_px,
              "side of the part that is drawn, around the middle cell; 0: all "
              "of the section",
              {0, 1e6})
      .unit("px")
      .option("longest_px", &CellsPanelOptions::longest_px,
              "longest side of the picture", {64, 2000})
      .unit("px")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 512 * kMiB + 8 * sizes.of("dataset") +
                                     2 * sizes.of("scores"),
                     .seconds = 10};
      })
      .makes<Panel>(cells_panel);
}

}  // namespace moonstain
