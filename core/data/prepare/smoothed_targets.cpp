#include "core/data/prepare/smoothed_targets.h"

#include <map>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

Targets smoothed_targets(const Targets& targets, const Dataset& dataset,
                         std::int64_t reach) {
  check(targets.about == dataset.section,
        "smoothed_targets: the targets are of ", targets.about,
        ", the dataset of ", dataset.section);
  check(dataset.lattice != Lattice::none, "smoothed_targets: section ",
        dataset.section, " has cells, which lie on no array");
  const std::vector<Eigen::Index> rows =
      places_of(targets.names, dataset.spots, "spot",
                concat("smoothed_targets: dataset of ", dataset.section));

  using Place = std::pair<std::int64_t, std::int64_t>;
  std::map<Place, Eigen::Index> spot_at;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Place place{dataset.array_xy(rows[i], 0),
                      dataset.array_xy(rows[i], 1)};
    const auto [before, is_new] =
        spot_at.emplace(place, static_cast<Eigen::Index>(i));
    check(is_new, "smoothed_targets: spots '",
          targets.names[static_cast<std::size_t>(before->second)], "' and '",
          targets.names[i], "' of section ", dataset.section,
          " lie at one place of the array, (", place.first, ", ", place.second,
          "); each needs a place of its own");
  }

  Targets out = targets;
  out.transform = concat("mean over spots at most ", reach,
                         " apart on the array of ", targets.transform);
  Eigen::RowVectorXd sum(targets.values.cols());
  for (const auto& [place, spot] : spot_at) {
    sum.setZero();
    double count = 0;
    for (std::int64_t dy = -reach; dy <= reach; ++dy) {
      for (std::int64_t dx = -reach; dx <= reach; ++dx) {
        const auto found = spot_at.find({place.first + dx, place.second + dy});
        if (found == spot_at.end()) continue;
        sum += targets.values.row(found->second).cast<double>();
        count += 1;
      }
    }
    out.values.row(spot) = (sum / count).cast<float>();
  }
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
