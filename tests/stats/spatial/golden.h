#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/matrix.h"
#include "core/stats/nearest.h"
#include "tests/support/golden.h"

namespace moonstain {

/// Points with values and types, and what spdep and spatstat say of them; the
/// script that made it lies beside it.
inline const Json& spatial_golden() {
  static const Json values = read_golden("stats/spatial");
  return values;
}

inline Points golden_points() {
  const auto x = spatial_golden()["x"].get<std::vector<double>>();
  const auto y = spatial_golden()["y"].get<std::vector<double>>();
  Points out(static_cast<Eigen::Index>(x.size()), 2);
  for (Eigen::Index i = 0; i < out.rows(); ++i) out.row(i) << x[i], y[i];
  return out;
}

/// [points, 4]
inline Matrix golden_values() {
  const Json& columns = spatial_golden()["values"];
  Matrix out(static_cast<Eigen::Index>(columns[0].size()),
             static_cast<Eigen::Index>(columns.size()));
  for (Eigen::Index column = 0; column < out.cols(); ++column) {
    for (Eigen::Index row = 0; row < out.rows(); ++row) {
      out(row, column) = columns[column][row].get<float>();
    }
  }
  return out;
}

}  // namespace moonstain
