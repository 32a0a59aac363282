#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/stats/nearest.h"

namespace moonstain {

/// Points sorted into square cells of at least `reach`, row by row: whatever
/// lies within reach of a point is in its own cell or in one of the eight
/// around it. 60 bytes a point and at most four cells a point are held.
class PointGrid {
 public:
  /// @throws Error  unless `reach` is above 0, and on a point that is not
  /// finite
  PointGrid(const Points& points, double reach);

  /// The points in the grid's order, in which near ones stand near.
  const std::vector<std::int64_t>& order() const { return order_; }

  /// Calls `body(a, b, squared)` once for each two points no farther apart than
  /// `reach`, by their places in `order`; in a sequence that the points alone
  /// decide. `squared` is dx dx + dy dy, so that of whole pixels those just at
  /// `reach` count.
  template <typename Body>
  void for_pairs(Body body) const {
    const double most = reach_ * reach_;
    const auto meet = [&](std::size_t a, std::size_t begin, std::size_t end) {
      for (std::size_t b = begin; b < end; ++b) {
        const double dx = x_[a] - x_[b], dy = y_[a] - y_[b];
        const double squared = dx * dx + dy * dy;
        if (squared <= most) body(a, b, squared);
      }
    };
    for (std::size_t row = 0; row < rows_; ++row) {
      for (std::size_t column = 0; column < columns_; ++column) {
        // Behind a point: the rest of its cell and the next one, which follow;
        // below it: three cells, which follow each other too.
        const std::size_t cell = row * columns_ + column;
        const std::size_t right = column + 1 < columns_ ? cell + 2 : cell + 1;
        const std::size_t left_below = cell + columns_ - (column > 0 ? 1 : 0);
        const bool last = row + 1 == rows_;
        for (std::size_t a = starts_[cell]; a < starts_[cell + 1]; ++a) {
          meet(a, a + 1, starts_[right]);
          if (!last) {
            meet(a, starts_[left_below], starts_[right + columns_]);
          }
        }
      }
    }
  }

 private:
  double reach_;
  std::size_t columns_ = 0;
  std::size_t rows_ = 0;
  std::vector<std::size_t> starts_;  // [cells + 1] of each cell's points
  std::vector<std::int64_t> order_;  // [points] sorted by cell, then by index
  std::vector<double> x_;            // in that order
  std::vector<double> y_;
};

}  // namespace moonstain
