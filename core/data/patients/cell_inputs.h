#pragma once

#include <cstddef>
#include <string_view>

#include "core/data/patients/cell_table.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

// What the steps about a patient's cells have in common: the inputs dataset,
// types and predictions, and the options by which cells are thinned.

/// Of one section.
StepKind&& applying_cells(StepKind&& kind);
/// Of some sections, to choose by what is in them.
StepKind&& learning_cells(StepKind&& kind);
StepKind&& with_thin_options(StepKind&& kind);

/// @throws Error  where a list is of another length than the datasets
void check_paired(const Inputs& in, std::string_view step);
/// The cells of one section by its place in the lists.
CellTable cells_at(const Inputs& in, std::size_t place);

/// Values in float32 and float64, of the counts as they are stored.
NeedsOf cells_needs();

}  // namespace moonstain
