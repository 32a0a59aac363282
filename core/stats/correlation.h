#pragma once

#include "core/base/matrix.h"

namespace moonstain {

/// Pearson correlation between prediction and measurement, gene by gene.
///
/// @param predicted  [spots, genes], in the unit of `measured`
/// @param measured   [spots, genes], same order of spots and genes
/// @return           [genes]; NaN for a gene that is constant on either
///                   side, where no correlation exists
/// @throws Error     on differing shapes, or fewer than two spots
///
/// Sums run in float64: there a constant float32 column is exactly zero
/// once centred, so the NaN is certain and not a matter of rounding.
///
/// Source: gene-wise correlation as in He et al. 2020,
/// doi:10.1038/s41551-020-0578-x.
Eigen::VectorXd pearson_by_gene(const MatrixView& predicted,
                                const MatrixView& measured);

/// Spearman correlation, gene by gene: Pearson's of the mid-ranks, as
/// scipy.stats.spearmanr has it (tied values share the mean of their ranks).
///
/// Shapes, order, NaN and errors as in `pearson_by_gene`.
///
/// Source: Spearman 1904, doi:10.2307/1412159.
Eigen::VectorXd spearman_by_gene(const MatrixView& predicted,
                                 const MatrixView& measured);

/// Pearson correlation of two lists of one length, at least 2; NaN where either
/// is constant.
double pearson(const Eigen::ArrayXd& predicted, const Eigen::ArrayXd& measured);

/// Pearson correlation of what is left of both when the part that is linear in
/// `given` is taken out of each:
///
///     (r_pm - r_pg r_mg) / sqrt((1 - r_pg^2) (1 - r_mg^2))
///
/// @param given  [n], of one length with the others; constant, it takes nothing
///               out
/// @return       NaN where either list is constant, or is `given` itself on
///               another scale (|r| above 1 - 1e-12)
///
/// Source: Yule 1907, doi:10.1098/rspa.1907.0028.
double partial_pearson(const Eigen::ArrayXd& predicted,
                       const Eigen::ArrayXd& measured,
                       const Eigen::ArrayXd& given);

/// Ranks from 1 to n in rising order; tied values share their mean rank.
///
/// @param values  [n], no NaN
/// @return        [n]
/// @throws Error  on NaN, which has no rank
Eigen::VectorXd mid_ranks(const Eigen::Ref<const Eigen::VectorXf>& values);

}  // namespace moonstain
