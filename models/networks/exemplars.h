#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/engine/step/kind_words.h"
#include "core/learn/examples/spot_section.h"
#include "core/learn/network/carried.h"
#include "core/learn/network/network.h"
#include "core/stats/nearest_rows.h"

namespace moonstain {

/// Which training spots a spot of a training section may look up.
enum class LookUp {
  other_sections,  ///< those of the other sections, as published
  /// All but itself, where there is one section to learn from.
  other_spots,
};

template <>
struct KindWords<LookUp> {
  static constexpr std::string_view kAll[] = {"other_sections", "other_spots"};
};

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

  /// Numbers of the `count` spots whose features are nearest to those of each
  /// of a section's spots, nearest first, of those that it may look up. A
  /// section that was not learned from looks at all.
  /// @throws Error  "egnv2_model: section her2st/B4 has 0 spots in other
  ///                training sections to look up, 6 exemplars are asked for;
  ///                ..."
  RowNumbers nearest(const SpotSection& section, std::int64_t count,
                     RowDistance distance, LookUp look_up,
                     const std::string& step) const;
};

}  // namespace moonstain
