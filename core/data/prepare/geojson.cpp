#include "core/data/prepare/geojson.h"

#include <cmath>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "geojson";

// A line of the collection.
std::string feature(const std::string& name, const std::string& label,
                    const char* type, Json coordinates) {
  Json properties = {{"objectType", "detection"}, {"name", name}};
  if (!label.empty()) properties["classification"] = {{"name", label}};
  return Json{
      {"type", "Feature"},
      {"geometry", {{"type", type}, {"coordinates", std::move(coordinates)}}},
      {"properties", std::move(properties)}}
      .dump();
}

std::string collection(const std::vector<std::string>& features) {
  std::string out = "{\"type\":\"FeatureCollection\",\"features\":[";
  const char* before = "\n";
  for (const std::string& one : features) {
    out += before + one;
    before = ",\n";
  }
  return out + "\n]}\n";
}

// Around a circle: half a side is the radius times sqrt(2) - 1.
Json octagon(double x, double y, double radius) {
  const double half = radius * (std::sqrt(2.0) - 1);
  Json ring = Json::array();
  for (const auto& [dx, dy] : {std::pair{radius, -half},
                               {radius, half},
                               {half, radius},
                               {-half, radius},
                               {-radius, half},
                               {-radius, -half},
                               {-half, -radius},
                               {half, -radius},
                               {radius, -half}}) {
    ring.push_back({x + dx, y + dy});
  }
  return Json::array({std::move(ring)});
}

void check_section(const std::string& section, const std::string& other,
                   const char* what) {
  check(section == other, kStep, ": the ", what, " are of section ", other,
        ", what is drawn of section ", section);
}

}  // namespace

std::string geojson_of_cells(const CellOutlines& outlines,
                             const CellTypes* types) {
  std::vector<std::int32_t> type_of(outlines.cells.size(), -1);
  if (types != nullptr) {
    check_section(outlines.section, types->section, "types");
    type_of = types_of(outlines.cells, *types);
  }
  std::vector<std::string> features;
  for (std::size_t cell = 0; cell < outlines.cells.size(); ++cell) {
    Json ring = Json::array();
    const auto begin = static_cast<Eigen::Index>(outlines.starts[cell]);
    const auto end = static_cast<Eigen::Index>(outlines.starts[cell + 1]);
    for (Eigen::Index at = begin; at < end; ++at) {
      ring.push_back({outlines.vertices(at, 0), outlines.vertices(at, 1)});
    }
    ring.push_back(ring.front());
    const std::string label =
        type_of[cell] < 0
            ? ""
            : types->classes[static_cast<std::size_t>(type_of[cell])];
    features.push_back(feature(outlines.cells[cell], label, "Polygon",
                               Json::array({std::move(ring)})));
  }
  return collection(features);
}

std::string geojson_of_spots(const Dataset& dataset, const Targets* classes) {
  std::unordered_map<std::string, std::string> labels;
  if (classes != nullptr) {
    check_section(dataset.section, classes->about, "classes");
    check(classes->variable_axis == "class", kStep,
          ": the classes are targets "
          "of each ",
          classes->variable_axis, ", expected of each class");
    for (Eigen::Index spot = 0; spot < classes->values.rows(); ++spot) {
      for (Eigen::Index one = 0; one < classes->values.cols(); ++one) {
        if (classes->values(spot, one) != 1) continue;
        labels.emplace(classes->names[static_cast<std::size_t>(spot)],
                       classes->variables[static_cast<std::size_t>(one)]);
      }
    }
  }
  std::vector<std::string> features;
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    const auto row = static_cast<Eigen::Index>(spot);
    const double x = dataset.pixel_xy(row, 0), y = dataset.pixel_xy(row, 1);
    const std::string& name = dataset.spots[spot];
    const auto found = labels.find(name);
    const std::string label = found == labels.end() ? "" : found->second;
    const double radius = dataset.spot_diameter_px / 2;
    features.push_back(
        radius > 0 ? feature(name, label, "Polygon", octagon(x, y, radius))
                   : feature(name, label, "Point", Json::array({x, y})));
  }
  return collection(features);
}

StepKind geojson_step() {
  return StepKind(kStep, 1,
                  "Spots or cells of a section as GeoJSON, which QuPath opens.")
      .applies<Dataset>("dataset", "spots, drawn as wide as they are")
      .optional()
      .applies<Targets>("classes", "of the spots, 1 where a class holds")
      .optional()
      .applies<CellOutlines>("outlines", "of cells, in place of spots")
      .optional()
      .applies<CellTypes>("types", "of the cells")
      .optional()
      .needs(in_memory(24, 1))
      .makes_into<File>([](const Inputs& in, const Options&,
                           const fs::path& out) {
        check(in.has("dataset") != in.has("outlines"), kStep,
              ": give either `dataset` or `outlines`");
        check(!in.has("types") || in.has("outlines"), kStep,
              ": `types` are of the cells of `outlines`");
        check(!in.has("classes") || in.has("dataset"), kStep,
              ": `classes` are of the spots of `dataset`");
        std::string text;
        if (in.has("outlines")) {
          std::optional<CellTypes> types;
          if (in.has("types")) types = in.get<CellTypes>("types");
          text = geojson_of_cells(in.get<CellOutlines>("outlines"),
                                  types ? &*types : nullptr);
        } else {
          std::optional<Targets> classes;
          if (in.has("classes")) classes = in.get<Targets>("classes");
          text = geojson_of_spots(Dataset::read_places(in.one("dataset").path),
                                  classes ? &*classes : nullptr);
        }
        write_file(out / "objects.geojson", text);
        log_line("for QuPath: File > Import objects from file");
      });
}

}  // namespace moonstain
