#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/matrix.h"
#include "core/learn/model_kind.h"
#include "models/networks/composition_rule.h"
#include "models/networks/ghist_config.h"

namespace moonstain {

/// What a network says of one slide, a row each cell or spot.
struct SlideAnswers {
  Matrix expression;  ///< [rows, genes], ln(1 + count); 0 where nothing is seen
  std::vector<std::int64_t> types;  ///< [rows] of cells, likeliest; -1: none
  /// [rows] pixels of a cell in the patch that it is kept of; of a spot its
  /// nuclei. 0: nothing of it is seen.
  std::vector<double> seen;

  std::int64_t unseen() const;
};

/// Hands patches of a slide to a sink, each with its number.
using PatchSource = std::function<void(
    const std::function<void(std::size_t, const NucleusPatch&)>&)>;

/// A slide of which something is to be said.
struct AskedSlide {
  std::int64_t rows = 0;
  PatchSource patches;
  /// Rows by label, of cells.
  std::unordered_map<std::int32_t, std::int32_t> row_of;
  /// Labels of each patch, of spots: patch i is spot i.
  std::vector<std::vector<std::int32_t>> nuclei_of_spot;
};

/// The composition rule for one slide.
struct SlideRule {
  CompositionRule rule;
  RuleNoise noise;
};

/// Patch by patch in evaluation mode. A cell that several patches show keeps
/// what is said of it where most of it is seen, of equal patches the first
/// (recipes/ghist_cells/METHOD.md 2.6).
/// @param rule  none: the general branch's expression, as it comes
SlideAnswers answers_of(Network& network, const GhistConfig& config,
                        const AskedSlide& slide,
                        const std::function<SlideRule(std::size_t)>& rule);

/// A slide as it is asked: cells of strips on their rows and on those that
/// their nuclei reach beyond, in patches that overlap; spots around each.
/// Patches are read when they are asked for.
///
/// @throws Error begun by `where`, where more than one cell in a hundred has no
///               pixel
AskedSlide asked_slide(const SlideInput& input, const GhistConfig& config,
                       std::int64_t overlap_px, std::string_view where);

/// A model reads `dataset`, `labels` and `picture` and says ln(1 + count) of
/// each cell or spot of the dataset, genes in its order where it has all of the
/// model's. A cell without a pixel and a spot without
/// a nucleus are predicted as 0, and the log says how many.
ModelKind ghist_kind();

}  // namespace moonstain
