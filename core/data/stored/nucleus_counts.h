#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// How many nuclei lie at each spot of a section, and what that multiplies its
/// prediction by. Plain Zarr: arrays "spots", "distinct", "factor" [spots]; the
/// root attributes are the section and the rule.
struct NucleusCounts {
  static constexpr std::string_view kType = "NucleusCounts";

  std::string section;
  std::vector<std::string> spots;  ///< [spots] names, unique
  /// [spots] distinct labels in the spot's window, 0 or more; the background
  /// is one of them where it shows.
  std::vector<std::int64_t> distinct;
  Eigen::VectorXd factor;  ///< [spots], finite and above 0
  /// How labels and factor were made: "1 + clamp(distinct, 1, 20) / ..."
  std::string rule;

  /// @throws Error naming the spot whose count or factor cannot be
  static NucleusCounts read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
