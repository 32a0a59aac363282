#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

/// Of all items the share with r > 0 at q < 0.05: see `add_whole_scores`.
/// @param pearson  [items] over `places`; NaN where undefined
double positive_share(const Eigen::VectorXd& pearson, std::int64_t places);

/// What a mean over the items that have a Pearson r leaves out, as numbers of
/// the unit: `undefined_items`, the items without one; `zero_items`, those
/// predicted as 0 at every place, as an output that ends in a rectifier may be;
/// `zero_share`, of all predicted values those that are 0.
///
/// Source: recipes/ghist_cells/METHOD.md 9.12.
void add_item_counts(Scores& scores, const std::string& reading,
                     const MatrixView& predicted,
                     const Eigen::VectorXd& pearson);

/// Numbers of a unit as a whole, over all its items and measured places at
/// once, added to its scores:
///
/// - `place_pearson`: Pearson's r over items at a place, a mean over the places
///   that have one; those without, which may be none, are counted as the fact
///   "places_without_pearson". The training mean, which knows how items differ
///   and nothing of places, is high in it: no number of it stands alone.
/// - `positive_share`: of all items those with r > 0 at q < 0.05, by the
///   two-sided t test of r and Benjamini and Hochberg over the items with an r.
///   The test takes places as independent, which neighbouring spots are not, so
///   that the share is an upper one.
/// - `entry_rmse`; beside it `mae` by item, whose mean is that over all values.
/// - `shifted_mae`, `shifted_rmse`: the same errors of the predictions less
///   their least value in this unit, as HESpotEx stores them
///   (recipes/hespotex_loocv/METHOD.md 4.5). No correlation changes by it.
///
/// @param predicted, measured  [places, items], rows alike
/// @param pearson              [items] over the places; NaN where undefined
///
/// Source: recipes/hespotex_loocv/METHOD.md 5.2.
void add_whole_scores(Scores& scores, const std::string& reading,
                      const MatrixView& predicted, const MatrixView& measured,
                      const Eigen::VectorXd& pearson);

}  // namespace moonstain
