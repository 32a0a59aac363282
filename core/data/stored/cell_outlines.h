#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

/// What an outline goes around.
enum class OutlineKind { cell, nucleus };

template <>
struct KindWords<OutlineKind> {
  static constexpr std::string_view kAll[] = {"cell", "nucleus"};
};

/// The outlines of a section's cells: one polygon each, closed from its last
/// vertex to its first. Plain Zarr group: `cells` [cells], `starts` [cells + 1]
/// int64, `vertices` [vertices, 2] float64; root attributes `section`, `kind`.
struct CellOutlines {
  static constexpr std::string_view kType = "CellOutlines";

  std::string section;  ///< as `Dataset::section`
  OutlineKind kind = OutlineKind::cell;
  std::vector<std::string> cells;  ///< [cells] names, unique
  /// [cells + 1] from 0 up: cell c has vertices starts[c] to starts[c + 1], at
  /// least 3
  std::vector<std::int64_t> starts = {0};
  /// [vertices, 2] (x, y) in pixels of the full-resolution picture, in the
  /// order of the outline
  Eigen::Matrix<double, Eigen::Dynamic, 2, Eigen::RowMajor> vertices;

  /// @throws Error naming the cell that is there twice, has fewer than three
  ///         vertices or one that is not finite
  static CellOutlines read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
