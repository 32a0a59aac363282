#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/eval/panels/item_scores.h"

namespace moonstain {

class StepKind;

/// The items of best mean rank over the units, by these very scores: what some
/// papers average in place of items that are chosen beforehand. It flatters,
/// and every predictor is read over items of its own.
///
/// In a unit the best item has rank 1; items without a value there come last,
/// all with the number of items. Of equal means the first item comes first.
///
/// @return  `count` names, best first; fewer where fewer have a value anywhere
///
/// Source: recipes/spot_benchmark/README.md, "Protocols", P2.
std::vector<std::string> own_best(const ItemScores& scores, std::size_t count);

/// `own_best_panel`: for each predictor the mean over all items beside that
/// over its own best, and how many of these are the first predictor's too.
StepKind own_best_panel_step();

}  // namespace moonstain
