#pragma once

#include "core/data/stored/expression_copy_number.h"
#include "core/eval/panels/heat_map_panel.h"

namespace moonstain {

class StepKind;

/// The mean of each group of cells by arm: a row an arm that has enough genes,
/// a column a group.
HeatMapPanel arm_heat_map(const ExpressionCopyNumber& of);

/// `copy_number_panel`: the above, with what is called lost and gained.
StepKind copy_number_panel_step();

}  // namespace moonstain
