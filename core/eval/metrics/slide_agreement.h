#pragma once

#include "core/data/stored/predictions.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

class StepKind;

/// How far predictions of a slide stay as they were where its stain, its tiles
/// or their grid are others: nothing is said of whether either is right.
///
/// Over the tiles that both have by name all that expression_scores.h says of
/// spots, `unchanged` in the place of what was measured. On a shifted grid a
/// name is half a pitch from where it was. Facts: "tiles", "unchanged_tiles",
/// "common_tiles", and Pearson's r over genes of the slide's two values
/// (prepare/slide_values.h): "pearson_of_counts", "pearson_of_logarithms".
///
/// @throws Error  where slides or genes differ, or fewer than two tiles are
///                common
///
/// Source: recipes/hespotex_loocv/METHOD.md 7.2, step 6.
Scores slide_agreement(const Predictions& changed,
                       const Predictions& unchanged);

/// `slide_agreement`: these numbers.
StepKind slide_agreement_step();

}  // namespace moonstain
