#pragma once

#include "core/learn/spot_method.h"
#include "models/networks/gene_scale.h"

namespace moonstain {

class StepKind;

/// Defaults are the published ones; a batch is there at most a 16th of the
/// spots. One network: the authors take the median of five seeds. They also
/// scale by the extremes of the one section that they train and test on; here
/// those of a test section are not looked at.
struct IstarTraining : SpotTraining {
  IstarTraining() {
    epochs = 400;
    learning_rate = 1e-4;
    batch = 128;
  }
  GeneScaling target_scale = GeneScaling::min_max;
};

/// iStar over spots: the parts of a spot are its superpixels (step
/// `superpixel_features`), each with the features of 8 um of the picture; what
/// the spot measured is compared with the mean over them.
///
/// Source: Zhang et al. 2024, doi:10.1038/s41587-023-02019-9: Adam, mean
/// squared error. There features are HIPT's, and training and test are one
/// section.
/// Facts of paper and code: recipes/spot_benchmark/METHOD.md 14.
SpotMethod istar_method();
ModelKind istar_kind();
/// `istar_model`
StepKind istar_model_step();

}  // namespace moonstain
