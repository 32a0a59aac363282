#pragma once

#include "core/data/stored/cell_types.h"
#include "core/data/stored/predictions.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

class StepKind;

/// Types that an annotator calls from predicted expression beside those that it
/// calls from measured expression, cell by cell.
///
/// By type `f1`, of all that either side could say; undefined for one that
/// occurs on neither. Of the unit as
/// a whole: `type_accuracy`, the share of equal labels, "unassigned" being one
/// like any other; `macro_f1`, the mean F1 over the types that occur on either
/// side, one that is never called counting 0; `composition_pearson` and
/// `composition_rmse` between the shares of these types, the first undefined
/// with fewer than two of them or equal shares. A cell without a type has the
/// label "unassigned" too.
///
/// @param predictions  whose predictor is scored; its cells alone are compared
/// @param called       types from these predictions
/// @param measured     types of the same cells, from what was measured
/// @throws Error       on other sections, a cell that is missing on one side,
///                     and fewer than two cells
///
/// Source: recipes/ghist_cells/METHOD.md 5.3, and 4.3 with its correction for
/// the mean of F1.
Scores type_scores(const Predictions& predictions, const CellTypes& called,
                   const CellTypes& measured);

/// `type_scores`: these scores.
StepKind type_scores_step();

}  // namespace moonstain
