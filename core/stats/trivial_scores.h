#pragma once

#include <cstdint>

namespace moonstain {

// What a trivial predictor scores, by arithmetic alone: without data, from
// figures that a paper states or that hold for any data of the kind.

/// Pearson's r between a target that is 0 outside tissue and the 0/1 mask of
/// the tissue: 1 / sqrt(1 + CV^2 / (1 - p)), CV = sd / mean in tissue.
///
/// @param p     share of the cells that hold tissue
/// @param mean  of the target in tissue; negative gives a negative r
/// @param sd    of the target in tissue, divisor n
/// @return      NaN where no correlation exists: no cell outside tissue, no
///              cell inside, or a target that is 0 everywhere
///
/// Source: exact identity of recipes/hist_loocv/METHOD.md 7.3.
double mask_correlation(double p, double mean, double sd);

/// The largest CV in tissue at which the mask alone still reaches `r`.
/// @return  sqrt((1 - p) (1 / r^2 - 1)); for 0 < r <= 1, 0 < p < 1
/// @throws Error  outside these ranges
double mask_reaches_up_to_cv(double p, double r);

/// The area under the ROC curve of the 0/1 mask of the tissue over all cells of
/// a grid, where a class lies within the tissue: all background below, all
/// tissue tied, 1/2 + (1 - t) / (2 (1 - q)).
///
/// @param t  share of the cells that hold tissue
/// @param q  share of the cells that are of the class
/// @throws Error  outside 0 < q <= t < 1
///
/// Source: recipes/hist_tumour/METHOD.md 3.2.
double mask_auc(double t, double q);

/// The least share of the cells that the class must have for that area to be
/// `auc`: it grows with the share.
/// @return  1 - (1 - t) / (2 auc - 1), or 0 where every share does; above `t`
///          where none does
/// @throws Error  outside 0 < t < 1, 1/2 < auc < 1
double mask_auc_reaches_from_class_share(double t, double auc);

/// The mean of the largest of k independent normal draws: what "best of k
/// epochs" reports when every epoch scores `mean` with spread `sd` by chance.
/// Epochs are not independent, so it bounds the gain from above.
///
/// Computed as mean + sd * integral of x d(Phi(x)^k) by Simpson's rule over
/// -8..8 in 4,000 steps; relative error below 1e-9 for k up to a million.
///
/// @param k  at least 1
/// Source: recipes/hist_loocv/METHOD.md 8.2.
double expected_maximum(std::int64_t k, double mean, double sd);

/// The fewest independent draws of which the largest has at least `value` in
/// the mean (`expected_maximum`).
/// @return  1 where the mean has; 0 where a million draws do not
/// @throws Error  where `sd` is not above 0
std::int64_t draws_that_reach(double value, double mean, double sd);

}  // namespace moonstain
