#include "core/data/prepare/featured_spots.h"

#include <vector>

#include "core/base/error.h"
#include "core/data/prepare/spots.h"
#include "core/data/stored/places.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

Dataset featured_spots(const Dataset& dataset, const Features& features) {
  check(dataset.section == features.section,
        "featured_spots: the dataset is "
        "of section ",
        dataset.section, ", the features are of ", features.section);
  const Places known(features.spots);
  std::vector<std::size_t> spots;
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    if (known.find(dataset.spots[spot])) spots.push_back(spot);
  }
  check(!spots.empty(), "featured_spots: no spot of section ", dataset.section,
        " has features");
  Dataset out = with_spots(dataset, spots);
  out.leave_out("without features",
                std::ssize(dataset.spots) - std::ssize(spots));
  return out;
}

StepKind featured_spots_step() {
  return StepKind("featured_spots", 1,
                  "A section without the spots that have no features.")
      .applies<Dataset>("dataset", "spots with their counts")
      .applies<Features>("features", "of the spots that are kept")
      .needs(in_memory(16, 1))
      .makes<Dataset>([](const Inputs& in, const Options&) {
        const auto dataset = in.get<Dataset>("dataset");
        Dataset kept = featured_spots(dataset, in.get<Features>("features"));
        log_line(concat("kept ", kept.spots.size(), " of ",
                        dataset.spots.size(), " spots of ", dataset.section));
        return kept;
      });
}

}  // namespace moonstain
