#include "core/data/prepare/section_features.h"

#include "core/base/error.h"
#include "core/data/prepare/mean_beside.h"
#include "core/data/stored/join.h"
#include "core/engine/plan/units.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr std::string_view kKept = "kept_features";
constexpr std::string_view kSmoothed = "smoothed_features";

// The same section, whole or in blocks.
void check_section(std::string_view step, const Features& features,
                   const Dataset& dataset) {
  check(dataset.section == features.section ||
            section_of_unit(dataset.section) == features.section,
        step, ": the features are of ", features.section, ", the dataset of ",
        dataset.section, "; give those of one section");
}

}  // namespace

Features kept_features(const Features& features, const Dataset& dataset) {
  check_section(kKept, features, dataset);
  Features out = features;
  out.section = dataset.section;
  out.spots = dataset.spots;
  out.values =
      rows_at(features.values, places_of(dataset.spots, features.spots, "spot",
                                         concat(kKept, ": ", features.encoder,
                                                " of ", features.section)));
  return out;
}

Features smoothed_features(const Features& features, const Dataset& dataset,
                           std::int64_t reach) {
  check(dataset.section == features.section, kSmoothed,
        ": the features are of ", features.section, ", the dataset of ",
        dataset.section, "; give those of one section");
  Features out = features;
  out.encoder += concat(", mean over ", 2 * reach + 1, " x ", 2 * reach + 1);
  out.values =
      mean_beside(features.values, features.spots, dataset, reach, kSmoothed);
  return out;
}

namespace {

struct SmoothedOptions {
  std::int64_t reach = 1;
};

}  // namespace

StepKind kept_features_step() {
  return StepKind(std::string(kKept), 1,
                  "A section's features at the spots that a dataset of it has.")
      .applies<Features>("features", "of the whole section")
      .applies<Dataset>("dataset", "the section narrowed, as to blocks")
      .needs(in_memory(3, 1))
      .makes<Features>([](const Inputs& in, const Options&) {
        return kept_features(in.get<Features>("features"),
                             Dataset::read_places(in.one("dataset").path));
      });
}

StepKind smoothed_features_step() {
  return StepKind(std::string(kSmoothed), 1,
                  "Each spot's features as the mean over itself and the spots "
                  "beside it.")
      .applies<Features>("features", "of the section's spots")
      .applies<Dataset>("dataset", "where the spots lie on the array")
      .option("reach", &SmoothedOptions::reach,
              "farthest in x and in y that a neighbour lies", {1, 100})
      .needs(in_memory(4, 2))
      .makes<Features>([](const Inputs& in, const Options& options) {
        return smoothed_features(in.get<Features>("features"),
                                 Dataset::read_places(in.one("dataset").path),
                                 options.as<SmoothedOptions>().reach);
      });
}

}  // namespace moonstain
