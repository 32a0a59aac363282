#include "core/data/prepare/dense_dataset.h"

#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/data/prepare/other_places.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "dense_dataset";

// What there is along one axis.
struct Axis {
  std::vector<std::int64_t> pixels;
  std::int64_t cell_px = 0;
};

Axis axis_of(const Dataset& dataset, Eigen::Index axis,
             const DenseOptions& options) {
  const auto pixels = dataset.pixel_xy.col(axis);
  const auto least = static_cast<std::int64_t>(std::trunc(pixels.minCoeff()));
  const auto most = static_cast<std::int64_t>(std::trunc(pixels.maxCoeff()));
  Axis made;
  made.cell_px = (most - least) / options.cells;
  check(made.cell_px >= 1, kStep, ": the spots of section ", dataset.section,
        " extend over ", most - least, " px of ", axis == 0 ? "x" : "y",
        ", which ", options.cells, " cells do not divide; use fewer cells");
  for (std::int64_t at = least; at < most; at += options.step_px) {
    made.pixels.push_back(at);
  }
  return made;
}

}  // namespace

Dataset dense_dataset(const Dataset& dataset, const DenseOptions& options) {
  check(!dataset.spots.empty(), kStep, ": section ", dataset.section,
        " has no spots");
  const Axis x = axis_of(dataset, 0, options);
  const Axis y = axis_of(dataset, 1, options);
  std::vector<OtherPlace> places;
  for (const std::int64_t down : y.pixels) {
    for (const std::int64_t right : x.pixels) {
      places.push_back({concat(right, ",", down),
                        static_cast<std::int32_t>(right / x.cell_px),
                        static_cast<std::int32_t>(down / y.cell_px),
                        static_cast<double>(right), static_cast<double>(down)});
    }
  }
  return at_other_places(dataset, places);
}

StepKind dense_dataset_step() {
  return StepKind(kStep, 1,
                  "Places in a section's picture closer than its spots.")
      .applies<Dataset>("dataset", "spots with their pixel positions")
      .option("step_px", &DenseOptions::step_px, "between places", {1, {}})
      .unit("px")
      .option("cells", &DenseOptions::cells,
              "of the array along each side, that places are counted in",
              {1, {}})
      .makes<Dataset>([](const Inputs& in, const Options& options) {
        return dense_dataset(Dataset::read_places(in.one("dataset").path),
                             options.as<DenseOptions>());
      });
}

}  // namespace moonstain
