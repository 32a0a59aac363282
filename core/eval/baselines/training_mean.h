#pragma once

#include <string_view>
#include <vector>

#include "core/data/stored/targets.h"

namespace moonstain {

/// The mean of each variable over all spots of all sections, in float64.
///
/// @param what    begins errors: "mean_predictions"
/// @throws Error  without sections or spots, on sections of other variables
Eigen::RowVectorXd training_mean(const std::vector<Targets>& training,
                                 std::string_view what);

/// @throws Error  without sections, on sections of other variables
void check_training(const std::vector<Targets>& training,
                    std::string_view what);

}  // namespace moonstain
