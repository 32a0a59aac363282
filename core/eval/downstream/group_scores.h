#pragma once

#include "core/data/stored/cell_types.h"
#include "core/eval/downstream/enriched_terms.h"
#include "core/eval/downstream/gene_tests.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

class StepKind;

/// What analyses of predictions say beside those of measurements: the same
/// groups, genes and sets.
struct GroupAnalyses {
  const GeneTests& tests;
  const EnrichedTerms& terms;
  const CellTypes& clusters;
};

/// Items are the directions, "higher" and "lower" in a group than in the rest,
/// since sections differ in their groups. Of each, over all groups
///
/// - `shared_genes`: of the genes called on measurements the share that is
///   called on predictions, in the same group and direction
/// - `shared_terms`: the same of enriched sets
///
/// and of the section as a whole `effect_pearson`, the mean over groups of
/// Pearson's r over genes between t on predictions and t on measurements, of
/// genes that both test; and `adjusted_rand` between clusters made of
/// predictions and of measurements. NaN where there is nothing to share. Facts:
/// "spots", "groups", "genes_called_measured", "genes_called_predicted",
/// "genes_called_both", "terms_measured", "terms_predicted", "terms_shared".
///
/// @throws Error  where sections, groups, genes or backgrounds differ
Scores group_scores(const GroupAnalyses& predicted,
                    const GroupAnalyses& measured, const Predictor& predictor,
                    CalledBy called_by, double threshold);

/// `group_scores`: these scores.
StepKind group_scores_step();

}  // namespace moonstain
