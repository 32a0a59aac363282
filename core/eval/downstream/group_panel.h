#pragma once

#include <string>
#include <vector>

#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"

namespace moonstain {

class StepKind;

/// A row a section and predictor: how far clusters agree, and how many genes
/// and sets of genes measurement and prediction call, and both; per cent of
/// those of the measurement, and of those of either.
/// @param scores  of group_scores.h, at least one
Panel group_panel(const std::vector<Scores>& scores, const std::string& title);

/// `group_panel`: this table.
StepKind group_panel_step();

}  // namespace moonstain
