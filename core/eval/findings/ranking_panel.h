#pragma once

namespace moonstain {

class StepKind;

/// `ranking_panel`: several predictors beside one of them, as a table of their
/// numbers, gains and ranks, or as a forest of the gains. Units are taken as
/// independent of each other here, which sections of one patient are not: the
/// caption says so; how many patients there are is for the findings.
StepKind ranking_panel_step();

}  // namespace moonstain
