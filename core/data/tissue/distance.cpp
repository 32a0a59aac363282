#include "core/data/tissue/distance.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/base/error.h"

namespace moonstain {
namespace {

/// Of each pixel, to the nearest background in its column, at most `most`.
std::vector<std::int32_t> column_distances(std::span<const std::uint8_t> mask,
                                           std::size_t width,
                                           std::size_t height,
                                           std::int32_t most) {
  std::vector<std::int32_t> out(mask.size());
  for (std::size_t i = 0; i < width; ++i) {
    out[i] = mask[i] != 0 ? most : 0;
  }
  for (std::size_t i = width; i < out.size(); ++i) {
    out[i] = mask[i] != 0 ? std::min(out[i - width] + 1, most) : 0;
  }
  for (std::size_t i = width * (height - 1); i-- > 0;) {
    out[i] = std::min(out[i], out[i + width] + 1);
  }
  return out;
}

}  // namespace

std::vector<float> distance_to_background(std::span<const std::uint8_t> mask,
                                          std::int64_t width_px,
                                          std::int64_t height_px,
                                          std::int64_t most_px) {
  check(width_px > 0 && height_px > 0 &&
            static_cast<std::int64_t>(mask.size()) == width_px * height_px,
        "distance_to_background: ", mask.size(), " values of ", width_px, " x ",
        height_px, " px");
  check(most_px >= 1 && most_px <= 4096, "distance_to_background: most_px is ",
        most_px, ", expected 1 to 4096");
  const auto most = static_cast<std::int32_t>(most_px);
  const auto width = static_cast<std::int32_t>(width_px);
  const std::vector<std::int32_t> columns =
      column_distances(mask, static_cast<std::size_t>(width_px),
                       static_cast<std::size_t>(height_px), most);
  std::vector<float> out(mask.size(), 0);
  for (std::int64_t y = 0; y < height_px; ++y) {
    const std::int32_t* row = columns.data() + y * width_px;
    float* result = out.data() + y * width_px;
    for (std::int32_t x = 0; x < width; ++x) {
      std::int32_t least = row[x] * row[x];
      // Farther columns than the least distance hold nothing nearer.
      for (std::int32_t k = 1; k * k < least; ++k) {
        if (x >= k) least = std::min(least, k * k + row[x - k] * row[x - k]);
        if (x + k < width) {
          least = std::min(least, k * k + row[x + k] * row[x + k]);
        }
      }
      if (least > 0) result[x] = std::sqrt(static_cast<float>(least));
    }
  }
  return out;
}

}  // namespace moonstain
