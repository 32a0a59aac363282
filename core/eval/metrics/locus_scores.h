#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/stored/locus_tests.h"
#include "core/data/stored/predictor_kind.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

class StepKind;

/// When a pair of a locus and a feature counts as found.
enum class PairRule {
  adjusted,   ///< q of Benjamini and Hochberg over the region's pairs, to 0.05
  published,  ///< p to 0.05 over the number of loci tested, anywhere
};

template <>
struct KindWords<PairRule> {
  static constexpr std::string_view kAll[] = {"adjusted", "published"};
};

/// The pairs of a region.
struct RegionPairs {
  std::string region;  ///< its name
  PairRule rule = PairRule::adjusted;
  std::vector<Eigen::Index> loci;  ///< rows of `LocusTests`
  MatrixD value;                   ///< [loci, features] q or p, by the rule
  double threshold = 0;            ///< found are those at or below
};

/// @throws Error  naming the regions there are where `region` is none, and
///                where no locus of it was tested
RegionPairs region_pairs(const LocusTests& tests, std::string_view region,
                         PairRule rule);

struct LocusScoresOptions {
  std::string name{};  ///< of the features, beside others; "": of their matrix
  PredictorKind kind = PredictorKind::model;
  PairRule rule = PairRule::adjusted;
  std::vector<std::string> regions{};  ///< empty: all of the tests
  std::vector<std::string> listed = {"TOP2A"};
};

/// What the tests say of each region, an item each: `found_share`, the share of
/// the features that differ with a locus of the region, among those tested
/// there; `bins_above_chance`, the share of its bins above the 95th percentile
/// of permutations, of which chance gives 0.05. A region without a tested locus
/// has neither.
///
/// Facts: "patients", "loci", "loci_skipped", "features", "permutations"; of
/// each region R "loci_R" and "found_R", features; of each listed feature F
/// "F_R" its smallest q (by the rule; p) with any locus of the region and
/// "F_own_R" that with itself as the locus, missing where not tested.
///
/// @throws Error on a region or listed feature that the tests have not
///
/// Source: recipes/ghist_tcga/METHOD.md 7.6.
Scores locus_scores(const LocusTests& tests, const LocusScoresOptions& options);

/// `locus_scores`: these scores.
StepKind locus_scores_step();

}  // namespace moonstain
