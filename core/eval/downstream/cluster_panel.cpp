#include "core/eval/downstream/cluster_panel.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/dataset.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/map_layer.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/section_frame.h"
#include "core/eval/panels/section_map.h"

namespace moonstain {
namespace {

struct ClusterPanelOptions {
  std::string title = "Clusters of measured and of predicted expression";
  std::int64_t longest_px = 460;
};

// Names of the clusters of a section's spots; empty where a spot has none.
std::vector<std::string> clusters_of(const Dataset& places,
                                     const CellTypes& clusters) {
  std::vector<std::string> out;
  for (const std::int32_t one : types_of(places.spots, clusters)) {
    out.push_back(one < 0 ? ""
                          : clusters.classes[static_cast<std::size_t>(one)]);
  }
  return out;
}

const CellTypes& clusters_for(const std::vector<CellTypes>& all,
                              const std::string& section, const char* of) {
  const auto found = std::find_if(
      all.begin(), all.end(),
      [&](const CellTypes& one) { return one.section == section; });
  check(found != all.end(), "cluster_panel: section ", section, " has no ", of,
        " clusters");
  return *found;
}

Panel cluster_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<ClusterPanelOptions>();
  const auto measured = in.list<CellTypes>("measured");
  const auto predicted = in.list<CellTypes>("predicted");
  const std::size_t sections = in.items("dataset").size();
  const MapSizes sizes = map_sizes(sections, 2 * sections, own.longest_px);
  Panel panel;
  panel.title = own.title;
  panel.caption =
      "Each section is clustered by itself; a cluster of predictions has the "
      "name of the measured one with which it shares most spots, so colours "
      "compare within a section alone.";
  MapPanel data;
  data.item = "cluster";
  data.unit = "spot";
  data.values = "cluster";
  for (std::size_t i = 0; i < sections; ++i) {
    const Dataset places = Dataset::read_places(in.items("dataset")[i].path);
    const auto one =
        clusters_of(places, clusters_for(measured, places.section, "measured"));
    const auto other = clusters_of(
        places, clusters_for(predicted, places.section, "predicted"));
    const SectionFrame frame = frame_of(places);
    const NearestPlaces raster = nearest_places(places, frame, sizes.map_px);
    SectionMap map;
    map.section = places.section;
    map.patient = places.patient;
    map.places = static_cast<std::int64_t>(places.spots.size());
    set_frame(map, frame, places, sizes.picture_px);
    for (std::size_t k = 0; k < in.items("picture").size(); ++k) {
      if (in.items("picture")[k].section != places.section) continue;
      const auto file = in.at<File>("picture", k);
      map.picture = concat(i, ".jpg");
      panel.files[*map.picture] =
          jpeg_within(picture_in(frame, file.path, file.name, sizes.picture_px),
                      sizes.picture_bytes);
    }
    map.maps.push_back(
        class_map("clusters", concat(i), raster, one, &other, panel.files));
    data.sections.push_back(std::move(map));
  }
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind cluster_panel_step() {
  using Own = ClusterPanelOptions;
  return StepKind("cluster_panel", 1,
                  "Clusters of measured and of predicted expression over the "
                  "sections' pictures.")
      .applies_many<Dataset>("dataset", "places of the sections to draw")
      .applies_many<CellTypes>("measured", "clusters of measurements")
      .applies_many<CellTypes>("predicted", "clusters of predictions")
      .applies_many<File>("picture", "pictures of the sections to draw")
      .optional()
      .option("title", &Own::title, "heading of the panel")
      .option("longest_px", &Own::longest_px,
              "longest side of a section's picture", {64, 2000})
      .unit("px")
      .needs([](const Options&, const InputSizes&) {
        return Needs{.memory_bytes = 512 * kMiB, .seconds = 5};
      })
      .makes<Panel>(cluster_panel);
}

}  // namespace moonstain
