#include "core/eval/panels/grad_cam_panel_step.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/grid_values.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/map_layer.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/section_frame.h"
#include "core/eval/panels/section_map.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "grad_cam_panel";

struct GradCamPanelOptions {
  std::vector<std::string> layers;
  std::int64_t longest_px = 460;
};

// The columns of these layers, of all where none is named.
std::vector<Eigen::Index> columns_of(const GridValues& maps,
                                     const std::vector<std::string>& layers) {
  std::vector<Eigen::Index> columns;
  for (const std::string& layer : layers.empty() ? maps.variables : layers) {
    const auto found =
        std::find(maps.variables.begin(), maps.variables.end(), layer);
    check(found != maps.variables.end(), kStep, ": ", maps.predictor.name,
          " has no ", maps.variable_axis, " '", layer, "'",
          did_you_mean(layer, maps.variables));
    columns.push_back(found - maps.variables.begin());
  }
  return columns;
}

Panel grad_cam_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<GradCamPanelOptions>();
  const auto maps = in.get<GridValues>("maps");
  const Predictions at = at_spots(maps, in.get<GridMap>("grid"));
  const Dataset dataset = Dataset::read_places(in.one("dataset").path);
  check(dataset.section == at.about, kStep, ": maps of ", at.about,
        ", a dataset of ", dataset.section, "; expected one section");
  const auto rows =
      places_of(dataset.spots, at.names, "spot", concat(kStep, ": ", at.about));
  const std::vector<Eigen::Index> columns = columns_of(maps, own.layers);
  const MapSizes sizes = map_sizes(1, columns.size(), own.longest_px);
  const SectionFrame frame = frame_of(dataset);

  Panel panel;
  SectionMap map;
  map.section = dataset.section;
  map.patient = dataset.patient;
  map.places = std::ssize(dataset.spots);
  set_frame(map, frame, dataset, sizes.picture_px);
  if (in.has("picture")) {
    const auto file = in.get<File>("picture");
    map.picture = "section.jpg";
    panel.files[*map.picture] =
        jpeg_within(picture_in(frame, file.path, file.name, sizes.picture_px),
                    sizes.picture_bytes);
  }
  const NearestPlaces nearest = nearest_places(dataset, frame, sizes.map_px);
  for (const Eigen::Index column : columns) {
    std::vector<double> values;
    for (const Eigen::Index row : rows) {
      values.push_back(at.values(row, column));
    }
    ItemMap item{maps.variables[static_cast<std::size_t>(column)],
                 std::numeric_limits<double>::quiet_NaN(),
                 {},
                 {}};
    add_layer(item,
              draw_layer("seen", concat(column, ".seen.png"), nearest, values),
              panel.files);
    map.maps.push_back(std::move(item));
  }
  MapPanel data;
  data.item = maps.variable_axis;
  data.unit = "spot";
  data.values = "gradient-weighted activation, no unit";
  data.sections.push_back(std::move(map));
  panel.title = concat(maps.predictor.name, ", ", dataset.section);
  panel.caption =
      "Where a layer of the network sees what raises the gene: its maps, "
      "weighted by the mean gradient, and 0 where they lower it. Each layer "
      "has its own colours, from its least to its largest value. Deep layers "
      "are coarse: a value covers up to 16 spots a side.";
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind grad_cam_panel_step() {
  return StepKind(std::string(kStep), 1,
                  "A section's Grad-CAM maps over its picture, a layer each.")
      .applies<GridValues>("maps", "of a gene, by `grad_cam`")
      .applies<GridMap>("grid", "where the section's spots lie")
      .applies<Dataset>("dataset", "their places in the picture")
      .applies<File>("picture", "picture of the section")
      .within("dataset")
      .optional()
      .option("layers", &GradCamPanelOptions::layers,
              "which are drawn, in this order; empty: all")
      .option("longest_px", &GradCamPanelOptions::longest_px,
              "longest side of the section's picture", {64, 2000})
      .unit("px")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 512 * kMiB + 2 * sizes.of("maps"),
                     .seconds = 5};
      })
      .makes<Panel>(grad_cam_panel);
}

}  // namespace moonstain
