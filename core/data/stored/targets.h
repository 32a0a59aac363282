#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"

namespace moonstain {

/// Measured expression of the chosen genes, normalised: what a model is to
/// predict. AnnData on Zarr: X [spots, genes], obs/total (the spot's count
/// total that was divided by), obs/total_all, obs/total_chosen.
struct Targets {
  static constexpr std::string_view kType = "Targets";

  std::string section;
  std::string transform;           ///< "ln(1 + 10000 n / total over all genes)"
  std::vector<std::string> spots;  ///< [spots]
  std::vector<std::string> genes;  ///< [genes], in the order asked for
  Matrix values;                   ///< [spots, genes]
  Eigen::VectorXd total_all;       ///< [spots] counts over all genes
  Eigen::VectorXd total_chosen;    ///< [spots] counts over `genes`

  static Targets read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
