#pragma once

#include <string>
#include <vector>

#include "core/data/prepare/expression.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

class StepKind;

/// A section with the counts of some genes alone, in the order asked for, so
/// that sections with other tables stand beside each other. Spots stay, those
/// that count none of these genes too; `left_out` says how many genes went.
///
/// @param genes   names in the order wanted
/// @param absent  of a gene that is not in the section's table
/// @throws Error  without genes, on a gene that is asked for twice, and on one
///                that is not in the section (with the nearest name), unless it
///                is to be 0
Dataset listed_dataset(const Dataset& dataset,
                       const std::vector<std::string>& genes, Absent absent);

/// `listed_dataset`: a section with the genes of a list alone.
StepKind listed_dataset_step();

}  // namespace moonstain
