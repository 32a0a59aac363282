#include "core/data/prepare/smoothed_targets.h"

#include "core/base/error.h"
#include "core/data/prepare/mean_beside.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

Targets smoothed_targets(const Targets& targets, const Dataset& dataset,
                         std::int64_t reach) {
  check(targets.about == dataset.section,
        "smoothed_targets: the targets are of ", targets.about,
        ", the dataset of ", dataset.section);
  Targets out = targets;
  out.transform = concat("mean over spots at most ", reach,
                         " apart on the array of ", targets.transform);
  out.values = mean_beside(targets.values, targets.names, dataset, reach,
                           "smoothed_targets");
  return out;
}

namespace {

struct SmoothedOptions {
  std::int64_t reach = 1;
};

}  // namespace

StepKind smoothed_targets_step() {
  return StepKind("smoothed_targets", 1,
                  "Each spot's targets as the mean over itself and the spots "
                  "beside it.")
      .applies<Targets>("targets", "of the section's spots")
      .applies<Dataset>("dataset", "where the spots lie on the array")
      .option("reach", &SmoothedOptions::reach,
              "farthest in x and in y that a neighbour lies", {1, 100})
      .needs(in_memory(4, 2))
      .makes<Targets>([](const Inputs& in, const Options& options) {
        return smoothed_targets(in.get<Targets>("targets"),
                                Dataset::read_places(in.one("dataset").path),
                                options.as<SmoothedOptions>().reach);
      });
}

}  // namespace moonstain
