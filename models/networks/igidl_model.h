#pragma once

#include "core/learn/spot_method.h"

namespace moonstain {

class StepKind;

/// Defaults are the published ones, but for `epochs`, at most 300 there:
/// without a random fifth of the training patches no epoch is chosen.
struct IgiDlTraining : SpotTraining {
  IgiDlTraining() {
    epochs = 100;
    learning_rate = 2e-4;
    weight_decay = 1e-4;
    batch = 512;
  }
  std::int64_t least_nuclei = 5;  ///< of a spot whose nuclei are looked at
};

/// IGI-DL over spots: the picture of each spot and the graph of its nuclei (the
/// steps `spot_nuclei` and `nucleus_graph`). Pictures are given as
/// (p / 255 - 0.5) / 0.5. Adam, its decay added to the gradient; mean squared
/// error.
///
/// Nuclei are whose they are: with the published network's, found and typed by
/// HoVer-Net and described by 55 or 85 values, it is IGI-DL; with ours it is
/// IGI-DL-like (our nuclei), and its reports say so.
///
/// Spots with fewer nuclei are not learned from and are given the mean of each
/// gene over the training spots; the authors leave them out of the score.
///
/// Source: Gao et al. 2024, doi:10.1016/j.xcrm.2024.101536.
/// Facts of paper and code: recipes/spot_benchmark/METHOD.md 10.
SpotMethod igidl_method();
ModelKind igidl_kind();
/// `igidl_model`
StepKind igidl_model_step();

}  // namespace moonstain
