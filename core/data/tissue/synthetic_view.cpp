#include "core/data/tissue/synthetic_view.h"

#include "core/data/tissue/view.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

TissueView synthetic_pair_view(const Dataset& dataset,
                               const SyntheticPairOptions& options) {
  return tissue_view(dataset.section, synthetic_pair_picture(options),
                     "made up", static_cast<double>(dataset.picture_width_px),
                     static_cast<double>(dataset.picture_height_px),
                     pixel_width(dataset));
}

StepKind synthetic_pair_view_step() {
  return with_synthetic_pair_options(
             StepKind("synthetic_pair_view", 1,
                      "A section of a made-up pair as one sees it at a glance; "
                      "options as for its synthetic_pair_dataset.")
                 .applies<Dataset>("dataset", "the made-up section"))
      .makes<TissueView>([](const Inputs& in, const Options& options) {
        return synthetic_pair_view(in.get<Dataset>("dataset"),
                                   options.as<SyntheticPairOptions>());
      });
}

}  // namespace moonstain
