#pragma once

namespace moonstain {

class StepKind;

/// `pair_table_panel`: every pair of sections and every predictor, agreement of
/// predictions never without that with the neighbour's measurement, what the
/// measurements allow, and the null of random rotations.
StepKind pair_table_panel_step();

/// `pair_scatter_panel`: the same of one predictor, a point a gene: its r with
/// the neighbour against that of the measurements.
StepKind pair_scatter_panel_step();

}  // namespace moonstain
