#pragma once

#include <cstdint>
#include <vector>

#include "core/base/matrix.h"

namespace moonstain {

/// Whether a model says the same thing everywhere.
struct Collapse {
  std::int64_t genes = 0;
  std::int64_t constant_genes = 0;

  /// More than half of the genes are constant: no correlation that is reported
  /// for such a model means anything.
  bool collapsed() const { return 2 * constant_genes > genes; }
};

/// Counts the genes whose predictions are one value over nearly all spots: the
/// 5th and the 95th percentile differ by at most 1e-6 of (1 + their size). A
/// few spots at the rim of a tissue may still differ in a network that has
/// died (specs/hist.md 11.1, 8a).
///
/// @param predicted  [spots, genes]
Collapse find_collapse(const MatrixView& predicted);

}  // namespace moonstain
