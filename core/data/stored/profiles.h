#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"

namespace moonstain {

/// Mean expression of kinds of cells: a small table that goes with a model.
/// AnnData on Zarr: X [profiles, genes], obs and var their names, uns/how.
struct Profiles {
  static constexpr std::string_view kType = "Profiles";

  std::vector<std::string> names;  ///< [profiles], unique
  std::vector<std::string> genes;  ///< [genes], unique
  Matrix values;                   ///< [profiles, genes]
  std::string how;                 ///< where they come from, a sentence

  /// @throws Error naming what is there twice, and on values of another shape
  static Profiles read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
