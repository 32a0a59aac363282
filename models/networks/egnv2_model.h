#pragma once

#include "core/engine/step/kind_words.h"
#include "core/learn/spot_method.h"
#include "models/networks/egnv2.h"
#include "models/networks/exemplars.h"
#include "models/networks/gene_scale.h"

namespace moonstain {

class StepKind;

template <>
struct KindWords<ExampleExpression> {
  static constexpr std::string_view kAll[] = {"corrected", "faithful"};
};
template <>
struct KindWords<BlockMessages> {
  static constexpr std::string_view kAll[] = {"faithful", "corrected"};
};

/// Defaults are the published ones, but for the last state, where the authors
/// keep the best on the test slide.
struct Egnv2Training : SpotTraining {
  Egnv2Training() {
    epochs = 300;
    learning_rate = 5e-4;
    weight_decay = 1e-4;
  }
  std::int64_t exemplars = 6;
  LookUp look_up = LookUp::other_sections;
  std::int64_t layers = 4;
  ExampleExpression expression = ExampleExpression::corrected;
  BlockMessages messages = BlockMessages::faithful;
  GeneScaling target_scale = GeneScaling::min_max;
};

/// EGNv2 on features of spots: a section is a graph of its spots, which hear of
/// their neighbours (input `graph`: in the authors' code those at a distance of
/// 1 on the array, at most 4) and of their exemplars, the training spots of
/// other sections with the nearest features by L1. In training too no spot
/// refers to its own section, unless `look_up` says so. A model carries the
/// training spots, features and targets, so what it says of a section is made
/// of their measurements.
///
/// Source: Yang et al. 2024, doi:10.1016/j.patcog.2023.109966: features of
/// ImageNet's ResNet-18, AdamW, `egn_objective`, one section a step.
/// Facts of paper and code: recipes/spot_benchmark/METHOD.md 9.
SpotMethod egnv2_method();
/// What it makes of these options and sections, with a graph for each.
/// @throws Error  as `Exemplars::nearest`
SpotPlan egnv2_plan(const Egnv2Training& training,
                    const std::vector<SpotSection>& sections);
ModelKind egnv2_kind();
/// `egnv2_model`
StepKind egnv2_model_step();

}  // namespace moonstain
