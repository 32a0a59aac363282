#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/stored/cohort.h"
#include "core/data/stored/predictions.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

class StepKind;

/// How predictions of slides are held against a cohort's bulk expression.
struct SlideScoresOptions {
  std::string matrix = "rna";  ///< of the cohort: log2(TPM + 1) by gene
  /// Genes whose numbers stand among the facts.
  std::vector<std::string> listed = {"ERBB2", "ESR1",  "PGR",   "MKI67",
                                     "CD3D",  "PTPRC", "COL1A1"};
  /// Genes that are held against a clinical status, and its columns.
  std::vector<std::string> status_genes{};
  std::vector<std::string> status_columns{};
  std::vector<std::string> positive = {"Positive"};
  std::vector<std::string> negative = {"Negative"};
  std::int64_t permutations = 1000;
  std::int64_t seed = 0;
};

/// Predictions of many slides, one a case, beside the bulk expression of these
/// cases: of each gene that both have, over the cases that both have, all that
/// expression_scores.h says of patients: `pearson`, `spearman`,
/// `positive_share`, errors. Genes of which a case has no measurement are left
/// out and counted.
///
/// Of `status_genes` also `auc`: the area under the ROC curve of the predicted
/// value, cases of the status against those without; others are left out.
///
/// Cases are permuted, predictions whole, to say what chance gives. Facts:
/// "cases", "cases_without_measurement", "genes_not_measured",
/// "genes_not_predicted", "genes_with_gaps"; "permutations"; of
/// median_pearson, positive_share, pearson_GENE of each listed gene and
/// auc_GENE the value, "permuted_X" the mean of the permuted ones, and "p_X"
/// the share of them that is as high or higher, itself counted among them.
///
/// @param values   `slide_values` of one predictor; names are patients, with or
///                 without their data set ("tcga/TCGA-A1-A0SB")
/// @throws Error   naming it: a case that is there twice, slides by two
///                 predictors or of other genes, fewer than three cases or no
///                 gene in both, lists of another length
///
/// Source: recipes/hespotex_loocv/METHOD.md 7.2, step 5.
Scores slide_scores(const std::vector<Predictions>& values,
                    const Cohort& cohort, const SlideScoresOptions& options);

/// `slide_scores`: these scores.
StepKind slide_scores_step();

}  // namespace moonstain
