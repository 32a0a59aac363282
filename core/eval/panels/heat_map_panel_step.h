#pragma once

#include <cstddef>

#include "core/eval/panels/heat_map_panel.h"
#include "core/eval/panels/item_scores.h"

namespace moonstain {

class StepKind;

/// The best and the worst items by their mean over sections, half of each, a
/// row an item from best to worst and a column a section.
///
/// @param count  of rows; fewer where fewer items have a value
HeatMapPanel item_heat_map(const ItemScores& scores, std::size_t count);

/// `heat_map_panel`: the above of a predictor's scores.
StepKind heat_map_panel_step();

}  // namespace moonstain
