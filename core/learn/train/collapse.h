#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"

namespace moonstain {

/// Whether a model says the same thing everywhere.
struct OutputCollapse {
  std::int64_t outputs = 0;
  std::int64_t constant_outputs = 0;

  /// More than half of the outputs are constant: no correlation that is
  /// reported for such a model means anything.
  bool collapsed() const { return 2 * constant_outputs > outputs; }

  /// "3 of 5 genes are predicted as one constant over the training spots; the
  /// network has collapsed".
  /// @param noun  of the outputs, in plural
  std::string words(std::string_view noun) const;
};

/// Counts the outputs whose predictions are one value over nearly all rows
/// (core/stats/flatness.h). A few rows, such as spots at the rim of a tissue,
/// may still differ in a network that has died
/// (recipes/hist_loocv/METHOD.md 6.3).
///
/// @param parts  [rows, outputs] each, such as the spots of a section
OutputCollapse find_collapse(const std::vector<Matrix>& parts);

}  // namespace moonstain
