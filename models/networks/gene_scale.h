#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/engine/step/kind_words.h"
#include "core/learn/examples/spot_section.h"
#include "core/learn/network/carried.h"
#include "core/learn/network/network.h"

namespace moonstain {

/// What a network's values are compared with.
enum class GeneScaling {
  /// Each gene from 0 to 1 between its least and its largest value over the
  /// training spots; predictions are put back.
  min_max,
  given,  ///< the targets as they come
};

template <>
struct KindWords<GeneScaling> {
  static constexpr std::string_view kAll[] = {"min_max", "given"};
};

/// Least value and range of each gene over the training spots, float32
/// [1, genes]; a trained model carries them.
struct GeneScale {
  at::Tensor least;
  at::Tensor range;

  /// 0 and 1 where the targets stay as they are given.
  static GeneScale of(const std::vector<SpotSection>& training,
                      GeneScaling scale);
  std::vector<CarriedTensor> tensors() const;
  static GeneScale carried(const State& state);

  /// (targets - least) / (range + epsilon): a gene of one value becomes 0.
  at::Tensor scaled(const at::Tensor& targets, double epsilon) const;
  /// scaled values * range + least
  at::Tensor in_unit(const at::Tensor& values) const;
};

}  // namespace moonstain
