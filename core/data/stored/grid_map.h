#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// Where each spot of a section lies on a rectangular grid (HiST: 80 rows x 64
/// columns). Two spots never share a cell. Plain Zarr group: `spots`, `row`,
/// `column`.
struct GridMap {
  static constexpr std::string_view kType = "GridMap";

  std::string section;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  /// First and one past the last grid row that can hold a spot: HiST's 78 of
  /// 80 rows are those that the paper's code keeps when it reads back.
  std::int64_t kept_row_begin = 0;
  std::int64_t kept_row_end = 0;
  std::vector<std::string> spots;    ///< [spots]
  std::vector<std::int32_t> row;     ///< [spots] of the picture's features
  std::vector<std::int32_t> column;  ///< [spots]

  /// Flat cell of a spot: row * columns + column.
  std::int64_t cell(std::size_t spot) const {
    return std::int64_t{row[spot]} * columns + column[spot];
  }
  /// @throws Error naming the spot that lies outside of the grid, or the two
  ///         that share a cell or a name
  static GridMap read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
