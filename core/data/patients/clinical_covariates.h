#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/stored/cohort.h"

namespace moonstain {

class StepKind;

struct ClinicalCovariatesOptions {
  std::vector<std::string> columns{};     ///< in this order
  std::vector<std::string> drop_first{};  ///< of them, texts of fewer columns
  std::string matrix = "clinical";        ///< its name
};

/// The patients of a cohort with clinical columns as one matrix, for models
/// that take matrices of numbers: numbers as they are, of a column of texts a
/// variable "COLUMN=TEXT" each, texts sorted, 1 where a patient has that text
/// and else 0. With `drop_first` the first text has none, so that the others
/// are not a combination of a constant. A missing number or text is NaN in all
/// of a column's variables.
///
/// @throws Error  naming it: a column that is not in the cohort or named twice,
///                a column of `drop_first` that is not among them or holds
///                numbers, and a column of texts without any
///
/// Source: the clinical table of recipes/hist_survival/METHOD.md 8.3.
Cohort clinical_covariates(const Cohort& cohort,
                           const ClinicalCovariatesOptions& options);

/// `clinical_covariates`: these.
StepKind clinical_covariates_step();

/// Covariates that say nothing: of each patient of a cohort `count` standard
/// normal numbers, matrix "noise". A patient's numbers follow from the seed and
/// its name.
Cohort noise_covariates(const Cohort& cohort, std::int64_t count,
                        std::int64_t seed);

/// `noise_covariates`: these.
StepKind noise_covariates_step();

}  // namespace moonstain
