#pragma once

#include <cstdint>
#include <string>

#include "core/data/stored/cohort.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/kind_words.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

class StepKind;

/// How bulk values are taken.
enum class BulkScale {
  as_is,
  log2_1p,  ///< log2(1 + value): of RSEM, TPM, counts
};

template <>
struct KindWords<BulkScale> {
  static constexpr std::string_view kAll[] = {"as_is", "log2_1p"};
};

struct BulkScoresOptions {
  std::string matrix = "rna";  ///< of the cohort, by gene
  BulkScale scale = BulkScale::log2_1p;
  double above = 0.2;  ///< a correlation that counts in the shares
};

/// One profile of genes (`slide_values`) beside the bulk expression of each
/// patient of a cohort, across the genes that both have. Of each patient
///
/// - `bulk_pearson`, `bulk_spearman`
/// - `own_pearson`: Pearson's r of what is left when the part that is linear in
///   the average profile of all other patients is taken out of both
///
/// and as a whole `bulk_pearson_share`, `bulk_spearman_share`: the patients
/// above `above`, of those that have a number. Patients of whom fewer than
/// three genes are measured have none. Facts: "genes", "patients", "bound";
/// where the profile is of a patient of the cohort, "own_patient_pearson", and
/// "patients_as_high", the share of all patients with whom the profile
/// correlates as highly: what patients that are permuted give.
///
/// @param profile  one row
/// @throws Error   on more rows, on fewer than three genes or two patients in
///                 both, and on a value below 0 where logarithms are taken
///
/// Source: recipes/hist_downstream/METHOD.md 4; own_pearson is ours.
Scores bulk_scores(const Predictions& profile, const Cohort& cohort,
                   const BulkScoresOptions& options);

/// The same of a predictor that knows no slide: for each patient the average
/// profile of all others, over the genes of `profile`. `own_pearson` is
/// undefined.
Scores average_bulk_scores(const Predictions& profile, const Cohort& cohort,
                           const BulkScoresOptions& options, std::string name);

/// `bulk_scores`, `average_bulk_scores`: these scores.
StepKind bulk_scores_step();
StepKind average_bulk_scores_step();

}  // namespace moonstain
