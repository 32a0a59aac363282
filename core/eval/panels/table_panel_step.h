#pragma once

namespace moonstain {

class StepKind;

/// `table_panel`: scores of items, a column a predictor and metric, each the
/// mean over units.
StepKind table_panel_step();

}  // namespace moonstain
