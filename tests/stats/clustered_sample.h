#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "core/base/random.h"

namespace moonstain {

/// Normal values of variance 1 and mean 0, 0.7 of it shared by the units of a
/// cluster; units of one lie side by side.
inline std::vector<double> clustered_sample(
    RandomStream& random, const std::vector<std::string>& cluster) {
  std::vector<double> values;
  double shared = 0;
  for (std::size_t unit = 0; unit < cluster.size(); ++unit) {
    if (unit == 0 || cluster[unit] != cluster[unit - 1]) {
      shared = std::sqrt(0.7) * random.normal();
    }
    values.push_back(shared + std::sqrt(0.3) * random.normal());
  }
  return values;
}

}  // namespace moonstain
