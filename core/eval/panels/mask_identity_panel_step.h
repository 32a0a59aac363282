#pragma once

namespace moonstain {

class StepKind;

/// `mask_identity_panel`: what a predictor that knows only where tissue is
/// scores on the whole grid, by the identity of `mask_correlation`
/// (core/stats/trivial_scores.h), beside what predictors were measured to
/// score: a chart a predictor, a point an item, each a mean over the sections
/// and seeds in which both numbers exist. The line of equality is what the mask
/// alone gives.
///
/// Source: recipes/hist_loocv/METHOD.md 7.3.
StepKind mask_identity_panel_step();

}  // namespace moonstain
