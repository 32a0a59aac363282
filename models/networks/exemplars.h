#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/learn/examples/spot_section.h"
#include "core/learn/network/carried.h"
#include "core/learn/network/network.h"
#include "core/stats/nearest_rows.h"

namespace moonstain {

/// The training spots, for a network that looks some of them up: a trained
/// model carries them with its weights.
struct Exemplars {
  std::vector<std::string> sections;  ///< names, by number
  at::Tensor section;                 ///< int64 [spots], numbers
  at::Tensor features;                ///< [spots, features]
  at::Tensor expression;              ///< [spots, genes], the targets

  static Exemplars of(const std::vector<SpotSection>& training);

  /// What a model carries, and the names for its configuration.
  std::vector<CarriedTensor> tensors() const;
  /// @param names  "exemplar_sections" of the configuration
  static Exemplars carried(const State& state, const Json& config,
                           const char* where);

  /// Numbers of the `count` spots of other sections whose features are nearest
  /// to those of each of a section's spots, nearest first. A section that is
  /// one of the training sections, by its name, does not look at itself.
  /// @throws Error  "egnv2_model: section her2st/B4 has 4 spots in other
  ///                training sections to look up, 6 exemplars are asked for;
  ///                ..."
  RowNumbers nearest(const SpotSection& section, std::int64_t count,
                     RowDistance distance, const std::string& step) const;
};

}  // namespace moonstain
