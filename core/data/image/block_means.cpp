#include "core/data/image/block_means.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"

namespace moonstain {

BlockMeans::BlockMeans(std::int64_t width_px, std::int64_t height_px,
                       std::int64_t side_px)
    : width_px_(width_px), height_px_(height_px), side_px_(side_px) {
  check(width_px > 0 && height_px > 0 && side_px > 0, "block means of ",
        width_px, " x ", height_px, " px by blocks of ", side_px,
        " px: expected sides above 0");
  out_.width_px = (width_px + side_px - 1) / side_px;
  out_.height_px = (height_px + side_px - 1) / side_px;
}

void BlockMeans::add(std::int64_t x_px, std::int64_t y_px,
                     std::int64_t width_px, std::span<const std::uint8_t> rgb) {
  close_above(y_px);
  const auto row_bytes = static_cast<std::size_t>(3 * width_px);
  for (std::int64_t y = y_px; !rgb.empty(); ++y) {
    std::vector<std::uint64_t>& sums = sums_[y / side_px_];
    sums.resize(static_cast<std::size_t>(3 * out_.width_px));
    std::int64_t in_block = x_px % side_px_;
    std::uint64_t* sum = sums.data() + 3 * (x_px / side_px_);
    for (std::size_t at = 0; at < row_bytes; at += 3) {
      for (std::size_t c = 0; c < 3; ++c) sum[c] += rgb[at + c];
      if (++in_block == side_px_) {
        in_block = 0;
        sum += 3;
      }
    }
    rgb = rgb.subspan(row_bytes);
  }
}

void BlockMeans::close_above(std::int64_t y_px) {
  while (!sums_.empty() && (sums_.begin()->first + 1) * side_px_ <= y_px) {
    const auto open = sums_.begin();
    const auto rows = static_cast<std::uint64_t>(
        std::min(side_px_, height_px_ - open->first * side_px_));
    for (std::int64_t x = 0; x < out_.width_px; ++x) {
      const std::uint64_t pixels =
          rows * static_cast<std::uint64_t>(
                     std::min(side_px_, width_px_ - x * side_px_));
      for (std::int64_t c = 0; c < 3; ++c) {
        const std::uint64_t sum =
            open->second[static_cast<std::size_t>(3 * x + c)];
        out_.rgb.push_back(
            static_cast<std::uint8_t>((sum + pixels / 2) / pixels));
      }
    }
    sums_.erase(open);
  }
}

Picture BlockMeans::finish() && {
  close_above(out_.height_px * side_px_);
  return std::move(out_);
}

}  // namespace moonstain
