#pragma once

namespace moonstain {

class StepKind;

/// `ranking_panel`: several predictors beside one of them, as a table of their
/// numbers, gains and ranks, or as a forest of the gains; or all of them by
/// their mean ranks, and which of these differ (rank_differences.h). What is
/// independent is the patient: intervals are over patients, and sections need
/// the dataset that says whose they are.
StepKind ranking_panel_step();

}  // namespace moonstain
