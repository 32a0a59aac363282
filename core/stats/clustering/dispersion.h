#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "core/base/matrix.h"

namespace moonstain {

/// How much more each column varies than columns of a like mean, as Seurat's
/// first rule has it: of values e^x - 1 the dispersion ln(variance / mean),
/// less its mean over the columns of the same bin, in standard deviations of
/// these. Bins are 20 equal parts of the range of ln(1 + mean), the lower end
/// of each but the first excluded. A column alone in its bin gets 1.
///
/// @param logged  [rows, columns] ln(1 + value)
/// @return        [columns]; NaN of a column that is constant or has mean 0
/// @throws Error  on fewer than two rows
///
/// Source: Satija et al. 2015, doi:10.1038/nbt.3192; scanpy 1.11,
/// `highly_variable_genes(flavor="seurat")`. Another rule than that of
/// core/data/prepare/variable_genes.h, which is of counts.
Eigen::VectorXd normalised_dispersions(const MatrixDView& logged);

/// The columns of the highest values, in their order; of equal ones those that
/// come first. Undefined ones are never taken, so there may be fewer.
std::vector<Eigen::Index> highest(const Eigen::VectorXd& values,
                                  std::int64_t count);

}  // namespace moonstain
