#pragma once

#include <string>
#include <vector>

#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"

namespace moonstain {

class StepKind;

/// A row a profile: how it correlates with patients' bulk expression across
/// genes, what is left without the average profile, and where its own patient
/// stands among all of them.
/// @param scores  of bulk_scores.h, at least one; of one predictor over several
///                sections the row is their mean
Panel bulk_panel(const std::vector<Scores>& scores, const std::string& title);

/// `bulk_panel`: this table.
StepKind bulk_panel_step();

}  // namespace moonstain
