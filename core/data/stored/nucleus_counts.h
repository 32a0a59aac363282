#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// How many nuclei lie around each spot of a section, and the factor that
/// multiplies a spot's prediction. Plain Zarr group: `spots` [spots],
/// `distinct` [spots] int32, `factor` [spots] float64; root attributes
/// `section`, `rule`, `side_px`.
struct NucleusCounts {
  static constexpr std::string_view kType = "NucleusCounts";

  std::string section;
  std::string rule;                ///< how the labels were made, a sentence
  std::int64_t side_px = 0;        ///< of a window, before it is clipped
  std::vector<std::string> spots;  ///< [spots]
  /// [spots] different labels in the window; the background is one, where there
  /// is any, and so is a nucleus that the border cuts.
  std::vector<std::int32_t> distinct;
  Eigen::VectorXd factor;  ///< [spots] above 1, at most 2

  /// @throws Error also on a count below 0 and a factor that is not above 1 and
  ///         at most 2
  static NucleusCounts read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
