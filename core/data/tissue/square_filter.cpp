#include "core/data/tissue/square_filter.h"

#include <algorithm>
#include <cstddef>

namespace moonstain {
namespace {

using Mask = std::vector<std::uint8_t>;

// Values at or after `begin`, `stride` apart.
struct Line {
  std::size_t begin;
  std::size_t stride;
  std::int64_t length;
};

// Along a line: 1 where any (of `all` each) value within `half` is 1, of those
// that the line has.
void sweep(Mask& mask, const Line& line, std::int64_t half, bool all,
           std::vector<std::int64_t>& sum) {
  const auto at = [&](std::int64_t i) -> std::uint8_t& {
    return mask[line.begin + static_cast<std::size_t>(i) * line.stride];
  };
  sum.assign(static_cast<std::size_t>(line.length) + 1, 0);
  for (std::int64_t i = 0; i < line.length; ++i) {
    sum[static_cast<std::size_t>(i) + 1] =
        sum[static_cast<std::size_t>(i)] + at(i);
  }
  for (std::int64_t i = 0; i < line.length; ++i) {
    const std::int64_t first = std::max<std::int64_t>(0, i - half);
    const std::int64_t end = std::min(line.length, i + half + 1);
    const std::int64_t ones = sum[static_cast<std::size_t>(end)] -
                              sum[static_cast<std::size_t>(first)];
    at(i) = all ? ones == end - first : ones > 0;
  }
}

// A square is a line across after a line down.
void sweep_both(Mask& mask, std::int64_t width, std::int64_t half, bool all) {
  if (mask.empty()) return;
  const auto columns = static_cast<std::size_t>(width);
  const std::size_t rows = mask.size() / columns;
  std::vector<std::int64_t> sum;
  for (std::size_t y = 0; y < rows; ++y) {
    sweep(mask, {y * columns, 1, width}, half, all, sum);
  }
  for (std::size_t x = 0; x < columns; ++x) {
    sweep(mask, {x, columns, static_cast<std::int64_t>(rows)}, half, all, sum);
  }
}

}  // namespace

void dilate(Mask& mask, std::int64_t width, std::int64_t half_px) {
  sweep_both(mask, width, half_px, false);
}

void erode(Mask& mask, std::int64_t width, std::int64_t half_px) {
  sweep_both(mask, width, half_px, true);
}

}  // namespace moonstain
