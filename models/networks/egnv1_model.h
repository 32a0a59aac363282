#pragma once

#include "core/learn/spot_method.h"
#include "models/networks/exemplars.h"
#include "models/networks/gene_scale.h"

namespace moonstain {

class StepKind;

/// Defaults are the paper's; its code takes 6 exemplars. Squares and widths of
/// the network are the published ones unless said.
struct Egnv1Training : SpotTraining {
  Egnv1Training() {
    epochs = 50;
    learning_rate = 5e-4;
    weight_decay = 1e-4;
    batch = 32;
  }
  std::int64_t exemplars = 9;
  LookUp look_up = LookUp::other_sections;
  std::int64_t depth = 8;
  std::int64_t width = 1024;
  std::int64_t heads = 16;
  std::int64_t patch_px = 32;
  GeneScaling target_scale = GeneScaling::min_max;
};

/// EGNv1 on pictures of spots, with features by which exemplars are found: the
/// training spots of other sections that are nearest by L2. A model carries the
/// training spots, features and targets, so what it says of a section is made
/// of their measurements.
///
/// Source: Yang et al. 2023, arXiv:2210.16721: AdamW, `egn_objective`, a rate
/// that falls along a cosine (restarted by the authors). The perceptrons are
/// four times as wide as a token.
/// Facts of paper and code: recipes/spot_benchmark/METHOD.md 8.
SpotMethod egnv1_method();
/// @throws Error  as `Exemplars::nearest`
SpotPlan egnv1_plan(const Egnv1Training& training,
                    const std::vector<SpotSection>& sections);
ModelKind egnv1_kind();
/// `egnv1_model`
StepKind egnv1_model_step();

}  // namespace moonstain
