#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// One type a cell of a section. AnnData on Zarr without X: obs holds the cells
/// and `type`, a categorical whose categories are `classes` in their order.
struct CellTypes {
  static constexpr std::string_view kType = "CellTypes";

  std::string section;                ///< as `Dataset::section`
  std::string how;                    ///< who said so, a sentence
  std::vector<std::string> cells;     ///< [cells] names, unique
  std::vector<std::string> classes;   ///< [classes] names, unique
  std::vector<std::int32_t> index{};  ///< [cells] of `classes`; -1: no type

  /// @throws Error naming a cell or class that is there twice or has no name,
  ///         and a class that there is not
  static CellTypes read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
