#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "core/base/matrix.h"

namespace moonstain {

/// Each dispersion less the mean of those in its bin, in standard deviations of
/// these (divisor n - 1). Bins are equal parts of the range of `log_mean`, the
/// lower end of each but the first excluded. Alone in its bin one gets 1.
///
/// @param log_mean    [columns] all count in the range
/// @param dispersion  [columns] NaN: not defined
/// @return            [columns]; NaN where it is not defined, and where a bin
///                    has no spread
Eigen::VectorXd normalised_by_bins(const Eigen::VectorXd& log_mean,
                                   const Eigen::VectorXd& dispersion,
                                   std::int64_t bins);

/// How much more each column varies than columns of a like mean, as Seurat's
/// first rule has it: of values e^x - 1 the dispersion ln(variance / mean), by
/// 20 bins of ln(1 + mean).
///
/// @param logged  [rows, columns] ln(1 + value)
/// @return        [columns]; NaN of a column that is constant or has mean 0
///                and where a bin has no spread
/// @throws Error  on fewer than two rows
///
/// Source: Satija et al. 2015, doi:10.1038/nbt.3192; scanpy 1.11,
/// `highly_variable_genes(flavor="seurat")`. Of the counts of a section it is
/// core/data/prepare/gene_choice.h; variable_genes.h there is another rule.
Eigen::VectorXd normalised_dispersions(const MatrixDView& logged);

/// The columns of the highest values, in their order; of equal ones those that
/// come first. Undefined ones are never taken, so there may be fewer.
std::vector<Eigen::Index> highest(const Eigen::VectorXd& values,
                                  std::int64_t count);

/// The same, and all others that equal the least of them: of columns alone in
/// their bins, which all have 1, a cut takes every one or none, as scanpy's
/// does, which compares with the value at the cut. So there may be more.
std::vector<Eigen::Index> highest_and_equal(const Eigen::VectorXd& values,
                                            std::int64_t count);

}  // namespace moonstain
