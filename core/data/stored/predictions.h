#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"

namespace moonstain {

/// Predicted expression of one section, by spot, and where the model speaks
/// about a whole grid also for its cells without a spot. AnnData on Zarr: X
/// [spots, genes], uns/grid [rows * columns, genes] when there is one.
struct Predictions {
  static constexpr std::string_view kType = "Predictions";

  std::string section;
  std::string model;               ///< "hist_model", "ridge", ...
  std::vector<std::string> spots;  ///< [spots]
  std::vector<std::string> genes;  ///< [genes]
  Matrix values;                   ///< [spots, genes]
  /// [rows * columns, genes], row-major cells; empty for a model of spots,
  /// whose whole-grid reading takes 0 where there is no spot
  Matrix grid;
  std::int64_t grid_rows = 0;
  std::int64_t grid_columns = 0;

  static Predictions read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
