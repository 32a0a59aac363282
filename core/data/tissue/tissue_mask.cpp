#include "core/data/tissue/tissue_mask.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/tissue/square_filter.h"
#include "core/stats/otsu.h"

namespace moonstain {
namespace {

using Mask = std::vector<std::uint8_t>;

// Closing by a square of side 2 half + 1. The mask gets a border of `half`, so
// that what grows over the picture's edge is there when it shrinks again.
Mask closed(const Mask& mask, std::int64_t width, std::int64_t height,
            std::int64_t half) {
  const std::int64_t across = width + 2 * half, down = height + 2 * half;
  Mask wide(static_cast<std::size_t>(across * down), 0);
  const auto place = [&](std::int64_t y) {
    return static_cast<std::ptrdiff_t>((y + half) * across + half);
  };
  const auto row = [&](std::int64_t y) {
    return static_cast<std::ptrdiff_t>(y * width);
  };
  for (std::int64_t y = 0; y < height; ++y) {
    std::copy_n(mask.begin() + row(y), width, wide.begin() + place(y));
  }
  dilate(wide, across, half);
  erode(wide, across, half);
  Mask out(mask.size());
  for (std::int64_t y = 0; y < height; ++y) {
    std::copy_n(wide.begin() + place(y), width, out.begin() + row(y));
  }
  return out;
}

// Parts of pixels of one value that hang together by their sides, in the order
// of their first pixel.
std::vector<std::vector<std::size_t>> parts_of(const Mask& mask,
                                               std::int64_t width,
                                               std::uint8_t value) {
  const auto columns = static_cast<std::size_t>(width);
  std::vector<bool> seen(mask.size(), false);
  std::vector<std::vector<std::size_t>> parts;
  for (std::size_t first = 0; first < mask.size(); ++first) {
    if (seen[first] || mask[first] != value) continue;
    std::vector<std::size_t> part{first};
    seen[first] = true;
    for (std::size_t next = 0; next < part.size(); ++next) {
      const std::size_t at = part[next];
      const auto visit = [&](bool inside, std::size_t to) {
        if (!inside || seen[to] || mask[to] != value) return;
        seen[to] = true;
        part.push_back(to);
      };
      visit(at % columns > 0, at - 1);
      visit(at % columns + 1 < columns, at + 1);
      visit(at >= columns, at - columns);
      visit(at + columns < mask.size(), at + columns);
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

bool touches_border(const std::vector<std::size_t>& part, std::int64_t width,
                    std::int64_t height) {
  const auto columns = static_cast<std::size_t>(width);
  const auto rows = static_cast<std::size_t>(height);
  return std::any_of(part.begin(), part.end(), [&](std::size_t at) {
    const std::size_t x = at % columns, y = at / columns;
    return x == 0 || y == 0 || x + 1 == columns || y + 1 == rows;
  });
}

}  // namespace

std::vector<std::uint8_t> tissue_mask(std::span<const float> haematoxylin,
                                      std::int64_t width, std::int64_t height,
                                      const MaskOptions& options) {
  const double threshold = otsu_threshold(haematoxylin);
  Mask mask(haematoxylin.size(), 0);
  double sums[2] = {};
  double counts[2] = {};
  for (std::size_t i = 0; i < mask.size(); ++i) {
    mask[i] = haematoxylin[i] > threshold;
    sums[mask[i]] += haematoxylin[i];
    ++counts[mask[i]];
  }
  const double contrast =
      counts[1] > 0 ? sums[1] / counts[1] - sums[0] / counts[0] : 0;
  check(contrast >= options.least_contrast,
        "shows no tissue: its darkest parts hold ", fixed(contrast, 4),
        " more haematoxylin than the rest, tissue holds ",
        fixed(options.least_contrast, 4), " more at least");

  const Mask stained = mask;
  mask = closed(mask, width, height, options.close_px);
  for (const auto& hole : parts_of(mask, width, 0)) {
    if (touches_border(hole, width, height)) continue;
    for (const std::size_t at : hole) mask[at] = 1;
  }
  const auto parts = parts_of(mask, width, 1);
  std::vector<double> weights;
  for (const auto& part : parts) {
    double weight = 0;
    for (const std::size_t at : part) weight += stained[at];
    weights.push_back(weight);
  }
  const double largest = *std::max_element(weights.begin(), weights.end());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (weights[i] >= options.least_part * largest) continue;
    for (const std::size_t at : parts[i]) mask[at] = 0;
  }
  return mask;
}

}  // namespace moonstain
