#pragma once

#include "core/engine/step/kind_words.h"
#include "core/learn/spot_method.h"

namespace moonstain {

class StepKind;

/// What the network's values, all above 0, are compared with.
enum class TargetScale {
  /// Each gene from 0 to 1 between its least and its largest value over the
  /// training spots; predictions are put back. The authors take the extremes of
  /// the one section that they train and test on; here those of the test
  /// section are not looked at.
  min_max,
  given,  ///< the targets as they come
};

template <>
struct KindWords<TargetScale> {
  static constexpr std::string_view kAll[] = {"min_max", "given"};
};

/// Defaults are the published ones; a batch is there at most a 16th of the
/// spots. One network: the authors take the median of five seeds.
struct IstarTraining : SpotTraining {
  IstarTraining() {
    epochs = 400;
    learning_rate = 1e-4;
    batch = 128;
  }
  TargetScale target_scale = TargetScale::min_max;
};

/// iStar over spots: the parts of a spot are its superpixels (step
/// `superpixel_features`), each with the features of 8 um of the picture; what
/// the spot measured is compared with the mean over them.
///
/// Source: Zhang et al. 2024, doi:10.1038/s41587-023-02019-9: Adam, mean
/// squared error. There features are HIPT's, and training and test are one
/// section.
SpotMethod istar_method();
ModelKind istar_kind();
/// `istar_model`
StepKind istar_model_step();

}  // namespace moonstain
