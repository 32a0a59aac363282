#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/source/gene_positions.h"
#include "core/data/stored/cohort.h"
#include "core/data/stored/locus_tests.h"
#include "core/stats/group_effect.h"

namespace moonstain {

/// What the bins of the genome track count.
enum class TrackRule {
  every_bin,  ///< all pairs that are tested
  /// A bin is 0 where all of its pairs are tested: in the published script the
  /// line that leaves out missing values then leaves out all.
  published,
};

struct CopyNumberTestsOptions {
  std::string copy_number = "copy_number";  ///< matrix of calls by gene
  std::string features;                     ///< matrix of features by gene
  std::string strata{};  ///< clinical column; "": all patients are of one
  /// A call at or below the one is a loss, at or above the other a gain.
  /// GISTIC's run from -2 (both copies lost) to 2 (amplified).
  double loss_at = -1;
  double gain_at = 1;
  std::int64_t least = 5;  ///< patients of each group, with a feature
  GroupEffect effect = GroupEffect::log2_ratio;
  Assembly assembly = Assembly::hg38;
  std::int64_t bin_size = 1'000'000;
  TrackRule track = TrackRule::every_bin;
  std::vector<std::string> regions = {
      "1p=1:1-123400000", "1q=1:125100001-248956422",
      "8q24=8:116700000-145138636", "17q11-21=17:27294076-48575513"};
  std::int64_t permutations = 1000;
  std::int64_t seed = 0;
};

/// Which features differ between the patients who lost and those who gained a
/// gene: of every autosomal gene c with a place, which at least `least`
/// patients lost and as many gained, and every feature g, Welch's test of g
/// between these two groups (core/stats/split_tests.h); patients at neither are
/// not used. The effect is that of gained over lost. All else is in
/// `LocusTests`; its percentiles of chance are of permutations of patients
/// within their stratum, which keep what features share, and what loci do, and
/// part the one from the other.
///
/// @param copy_number  calls; NaN is neither loss nor gain
/// @param features     may be the same cohort; patients are joined by name
/// @throws Error       on columns and matrices that are not there, regions that
///                     are none, fewer than two groups' patients in both
///                     cohorts, and where no locus can be tested, with how many
///                     lack what
///
/// Source: recipes/ghist_tcga/METHOD.md 7.6 and, for `TrackRule::published`, 9,
/// hazard 19. That the published track counts tested loci alone, and effect,
/// regions, permutations and q are ours where the paper's script is silent.
LocusTests copy_number_tests(const Cohort& copy_number, const Cohort& features,
                             const GenePositions& positions,
                             const CopyNumberTestsOptions& options);

}  // namespace moonstain
