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

/// The type of each name, -1 where it is no cell of these or has none.
std::vector<std::int32_t> types_of(const std::vector<std::string>& names,
                                   const CellTypes& types);

/// The type of each of these cells, -1 where it has none.
///
/// @param what    begins the error: "cells of x/S: their types"
/// @throws Error  as `places_of` (join.h) of a cell that is not among them
std::vector<std::int32_t> types_at(const CellTypes& types,
                                   const std::vector<std::string>& cells,
                                   std::string_view what);

}  // namespace moonstain
