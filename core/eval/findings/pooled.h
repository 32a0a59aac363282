#pragma once

#include <vector>

#include "core/eval/findings/findings.h"
#include "core/eval/findings/predictor_scores.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

/// The scores of all held-out units as one set of places, beside those by unit.
///
/// @param pooled      of a cohort, one a predictor: the first seed stands for
///                    a predictor that has several
/// @param predictors  the model first
/// @throws Error      on scores of a single unit, of a predictor that is not
///                    scored by unit or there twice, of another cohort, target
///                    or number of units than the others, and where the model
///                    has none
PooledScores pooled_scores(const std::vector<Scores>& pooled,
                           const std::vector<PredictorScores>& predictors);

}  // namespace moonstain
