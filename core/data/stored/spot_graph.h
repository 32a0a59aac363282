#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// Which spots of a section stand beside each other: directed edges, along
/// which a network sends what it knows of one spot to the next. Plain Zarr:
/// arrays "spots" [spots] and "edges" [2, edges]; the root attributes are the
/// section and the rule.
struct SpotGraph {
  static constexpr std::string_view kType = "SpotGraph";

  std::string section;
  std::vector<std::string> spots;  ///< [spots] names, unique
  /// [2, edges], row 0 from, row 1 to: rows of `spots`, each pair once.
  Eigen::Matrix<std::int64_t, 2, Eigen::Dynamic, Eigen::RowMajor> edges;
  /// "from the 4 nearest other spots to each spot, ..."
  std::string rule;

  /// @throws Error naming the edge that leads to no spot or is there twice
  static SpotGraph read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
