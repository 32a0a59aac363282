#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "core/data/image/picture.h"

namespace moonstain {

/// A picture made smaller as it comes: each pixel of the result is the mean of
/// a square block, rounded to the nearest, 0.5 up; blocks at the right and the
/// bottom border hold what is left. Memory holds the result and the sums of the
/// blocks that are open.
class BlockMeans {
 public:
  /// @param side_px  of a block, at least 1
  BlockMeans(std::int64_t width_px, std::int64_t height_px,
             std::int64_t side_px);

  /// The next part of the picture. Parts come from the top, each pixel once:
  /// where one begins, all that lies higher has come.
  /// @param rgb  [height, width, 3]
  void add(std::int64_t x_px, std::int64_t y_px, std::int64_t width_px,
           std::span<const std::uint8_t> rgb);

  /// When all has come.
  Picture finish() &&;

 private:
  void close_above(std::int64_t y_px);

  std::int64_t width_px_;
  std::int64_t height_px_;
  std::int64_t side_px_;
  Picture out_;
  /// Of rows of blocks that are open: [columns, 3], by row.
  std::map<std::int64_t, std::vector<std::uint64_t>> sums_;
};

}  // namespace moonstain
