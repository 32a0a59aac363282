#pragma once

namespace moonstain {

class StepKind;

/// `ranking_panel`: several predictors beside one of them, as a table of their
/// numbers, gains and ranks, or as a forest of the gains; or all of them by
/// their mean ranks, and which of these differ. In the first two units are
/// taken as independent of each other, which sections of one patient are not:
/// the caption says so. The ranks of the third are over patients
/// (rank_differences.h).
StepKind ranking_panel_step();

}  // namespace moonstain
