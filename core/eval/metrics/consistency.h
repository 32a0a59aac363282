#pragma once

#include <cstdint>
#include <string>

#include "core/data/stored/pair_map.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/metrics/training_moments.h"

namespace moonstain {

/// What was predicted and what was measured of one section.
struct ScoredSection {
  Predictions predictions;
  Targets targets;
};

/// How the null of a pair is drawn.
struct RotationNull {
  std::int64_t rotations = 1000;
  std::int64_t seed = 1;
};

/// How far predictions of two sections of one block of tissue agree, and how
/// far their measurements do: at each spot of A that has spots of B near, B's
/// value is the mean of these by the pair map's weights. Item by item,
/// Pearson's r over these spots:
///
/// - `r_pred`: A's prediction and B's. A smooth and wrong predictor is high in
///   it, which is why no page shows it without `r_cross`;
/// - `r_cross`: A's prediction and B's measurement;
/// - `r_true`: A's measurement and B's: what there is to agree on. A ceiling of
///   `r_cross` it is for a predictor without noise alone: of two measurements
///   of equal noise the truth itself has sqrt(r_true).
///
/// An r is undefined where a side is constant, and where the prediction of
/// either section is flat (core/stats/flatness.h).
///
/// Of the pair as a whole: `profile_pearson`, over the items that have both,
/// between r_true and r_pred; `pseudo_bulk_pearson`, between the two sections'
/// mean predictions less the training mean (`pseudo_bulk_true` of the
/// measurements), over all spots.
///
/// **Null.** B's spots are turned about their centre by random angles, and all
/// is mapped and correlated again: what the shape and the smoothness of a
/// tissue alone give. Stored are the median over rotations of the median over
/// items (`null_r_pred` and its like), and with how many rotations it is at
/// least as high as what was found: (1 + those) / (1 + rotations), the p of a
/// permutation test. Angles near 0 are among them, which makes p no smaller. A
/// rotation that leaves fewer than half of the spots a neighbour is left out;
/// the fact "rotations" says how many count.
///
/// The unit is the pair; its patient is what is independent. A pair that could
/// not be laid on each other has scores too, all undefined, with `refusal` and
/// the Dice of its masks among the facts.
///
/// Time goes with rotations x spots x items.
///
/// @param training  what the predictor was fitted to
/// @throws Error    when sections, spots, items, transforms or predictors do
///                  not fit, and on values that are not finite
///
/// Source: recipes/hespotex_loocv/METHOD.md 6.2, steps 4 to 6; p as Davison and
/// Hinkley 1997, Bootstrap Methods and their Application, 4.2.
Scores consistency_scores(const PairMap& pair, const ScoredSection& a,
                          const ScoredSection& b,
                          const TrainingMoments& training,
                          const RotationNull& null = {});

/// "her2st/C2+C3"; of two data sets "her2st/C2+mob/MOB1".
std::string pair_name(const std::string& section_a,
                      const std::string& section_b);

}  // namespace moonstain
