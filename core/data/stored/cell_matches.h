#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// Which cell of one label image lies on which nucleus of another: pairs of
/// labels, each label in one pair at most. Plain Zarr group: `cell`, `nucleus`
/// [pairs] int32, `shared_px`, `nucleus_px` [pairs] int64; root attributes
/// `section`, `rule`, `every_px`, `cells`, `nuclei`.
struct CellMatches {
  static constexpr std::string_view kType = "CellMatches";

  std::string section;
  std::string rule;     ///< how they were paired, a sentence
  double every_px = 1;  ///< one pixel in so many was counted, along each side
  std::int64_t cells = 0;                ///< labels in the image of the cells
  std::int64_t nuclei = 0;               ///< in that of the nuclei
  std::vector<std::int32_t> cell;        ///< [pairs] labels
  std::vector<std::int32_t> nucleus;     ///< [pairs] labels, rising
  std::vector<std::int64_t> shared_px;   ///< [pairs] counted pixels of both
  std::vector<std::int64_t> nucleus_px;  ///< [pairs] of the nucleus

  /// @throws Error also on a cell or nucleus in two pairs, and on fewer pixels
  ///         of a nucleus than are shared
  static CellMatches read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
