#include "core/data/image/box.h"

#include <algorithm>
#include <numeric>

#include "core/base/error.h"

namespace moonstain {

namespace {

std::size_t bytes_of(const Box& box) {
  check(box.width_px > 0 && box.height_px > 0, "a box of ", box.width_px, " x ",
        box.height_px, " px is empty");
  return static_cast<std::size_t>(3 * box.width_px * box.height_px);
}

}  // namespace

std::vector<Box> bands_of(std::int64_t width_px, std::int64_t height_px,
                          std::int64_t band_px) {
  std::vector<Box> bands;
  for (std::int64_t y = 0; y < height_px; y += band_px) {
    bands.push_back({0, y, width_px, std::min(band_px, height_px - y)});
  }
  return bands;
}

std::vector<std::size_t> by_top(std::span<const Box> boxes) {
  std::vector<std::size_t> order(boxes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) {
                     return boxes[a].y_px < boxes[b].y_px;
                   });
  return order;
}

std::vector<std::uint8_t> filled_box(const Box& box, Rgb colour) {
  std::vector<std::uint8_t> pixels(bytes_of(box));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = colour[i % 3];
  return pixels;
}

}  // namespace moonstain
