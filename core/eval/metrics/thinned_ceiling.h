#pragma once

#include <cstdint>
#include <string>

#include "core/data/prepare/expression.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/targets.h"
#include "core/engine/step/kind_words.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

class StepKind;

/// What stands in the place of a predictor.
enum class CeilingOf {
  second_measurement,  ///< the same spots measured once more: the reliability
  perfect_prediction,  ///< their expression without noise: its square root
};

template <>
struct KindWords<CeilingOf> {
  static constexpr std::string_view kAll[] = {"second_measurement",
                                              "perfect_prediction"};
};

/// How the targets were made of counts (core/data/prepare/expression.h).
struct TargetRule {
  Total total = Total::all;
  double scale_to = 1e4;
  Log log = Log::ln_1p;
};

/// Ceiling: what correlation with these targets can be had at all, gene by
/// gene, as the scores of a predictor.
///
/// The counts are dealt out to two halves by thinning (prepare/thinned.h), the
/// targets made of either half, and the halves correlated. The mean over
/// `thinnings` goes by Spearman and Brown (stats/reliability.h) to that of the
/// full depth: what a second measurement would score. A prediction free of
/// noise scores its square root. The same is done with ranks, and with the
/// partial correlation given the depth of the whole, where that is asked for.
/// Errors have no ceiling: undefined, as all else but correlations.
///
/// A gene that is constant in either half, or whose halves repel each other,
/// has no number. The depth of a spot is a part of what both halves share, and
/// so of the first two ceilings.
///
/// @param targets  of this data set, by `rule`: its spots and genes
/// @throws Error   where they are by another rule, and on fewer than two spots
///
/// Streams derive from (seed, section, index of the thinning).
Scores thinned_ceiling(const Dataset& dataset, const Targets& targets,
                       const TargetRule& rule, CeilingOf of, bool given_depth,
                       std::int64_t thinnings, std::int64_t seed,
                       std::string name);

/// `thinned_ceiling`: this as a step.
StepKind thinned_ceiling_step();

}  // namespace moonstain
