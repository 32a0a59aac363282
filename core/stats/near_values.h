#pragma once

#include "core/base/matrix.h"
#include "core/stats/inverse_distance.h"

namespace moonstain {

/// What is known at the points near one, by their weights.
///
/// @param values  [others, variables] where values are known
/// @param point   has something near
/// @return        [variables]
Eigen::RowVectorXd near_mean(const NearPoints& near, Eigen::Index point,
                             const MatrixD& values);

}  // namespace moonstain
