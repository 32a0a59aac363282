#pragma once

#include <string>
#include <string_view>

#include "core/base/path.h"
#include "core/data/stored/observations.h"

namespace moonstain {

/// What a model is to predict. Of expression: counts of the chosen genes,
/// normalised, and obs/total_all, obs/total_chosen beside the table of
/// `Observations`; other targets have no totals.
struct Targets : Observations {
  static constexpr std::string_view kType = "Targets";

  std::string transform;  ///< "ln(1 + 10000 n / total over all genes)"
  /// [names] counts over all genes; empty where nothing was counted.
  Eigen::VectorXd total_all;
  Eigen::VectorXd total_chosen;  ///< [names] counts over `variables`; as above

  static Targets read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
