#pragma once

#include <string>
#include <vector>

#include "core/data/stored/cohort.h"
#include "core/data/stored/predictions.h"

namespace moonstain {

class StepKind;

/// Patients in halves by one gene's expression, for a log-rank test between
/// them: "high GENE" above the median of those who have a value, else
/// "low GENE"; of an odd number the middle one is low.
///
/// @param values  [patients of the cohort] NaN: not known, and so in neither
/// @return        the cohort narrowed to patients of a group, with clinical
///                columns "expression" and "expression_group", which
///                `survival_panel { group = "expression_group" }` takes
/// @throws Error  naming the gene, where nobody has a value or the values do
///                not tell two groups apart
///
/// Source: recipes/hist_downstream/METHOD.md 5.
Cohort gene_groups(const Cohort& cohort, const std::string& gene,
                   const std::vector<double>& values);

/// A gene's value of each patient of the cohort, as it was measured.
/// @throws Error  where the cohort has no such matrix, or that no such gene
std::vector<double> measured_of_gene(const Cohort& cohort,
                                     const std::string& matrix,
                                     const std::string& gene);

/// The same of predicted pseudo-bulk, one profile a patient (slide_values.h);
/// NaN for patients of the cohort who have none.
/// @throws Error  on profiles that are not of patients or lack the gene, and on
///                two of one patient
std::vector<double> predicted_of_gene(const Cohort& cohort,
                                      const std::vector<Predictions>& profiles,
                                      const std::string& gene);

/// `gene_groups`: these patients.
StepKind gene_groups_step();

}  // namespace moonstain
