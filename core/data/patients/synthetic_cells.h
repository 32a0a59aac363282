#pragma once

#include <cstdint>
#include <string>

#include "core/data/patients/synthetic_patient.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/cohort.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

class StepKind;

/// The cells of a made-up patient: names "1", "2", ..., counts and positions.
/// @throws Error as `synthetic_truth`, and on a count that does not fit into 32
///               bits
Dataset synthetic_cells(const SyntheticPatientOptions& options);
/// The types of the same cells.
CellTypes synthetic_cell_types(const SyntheticPatientOptions& options);
/// What became of the same patient: a cohort of one row with clinical columns
/// "months" and "died" (1 or 0) and the matrix "copy_number" by locus.
Cohort synthetic_outcomes(const SyntheticPatientOptions& options);

/// `synthetic_cells`, `synthetic_cell_types` and `synthetic_outcomes`.
StepKind synthetic_cells_step();
StepKind synthetic_cell_types_step();
StepKind synthetic_outcomes_step();

}  // namespace moonstain
