#pragma once

#include <cstdint>
#include <string>

#include "core/data/patients/cell_features.h"
#include "core/data/patients/synthetic_patient.h"
#include "core/data/stored/cohort.h"

namespace moonstain {

class StepKind;

struct SyntheticCohortOptions {
  std::string about = "synthetic_cells";
  std::int64_t patients = 60;
};

/// Features of the cells of many made-up patients and what became of them, in
/// one cohort: what `synthetic_cells`, `synthetic_cell_types`, `cell_features`,
/// `synthetic_outcomes` and `joined_features` make of sections ABOUT/C1, ... of
/// patients ABOUT/P1, ..., without storing a cell. Genes by type are all genes.
/// For studies of many such cohorts: 60 patients of 300 cells take some 0.1 s.
///
/// @param patient   section and patient do not count
/// @throws Error    as these, and on fewer than one patient
Cohort synthetic_cohort(const SyntheticCohortOptions& options,
                        SyntheticPatientOptions patient,
                        const CellFeatureOptions& features);

/// `synthetic_cohort`: this.
StepKind synthetic_cohort_step();

}  // namespace moonstain
