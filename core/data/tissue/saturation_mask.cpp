#include "core/data/tissue/saturation_mask.h"

#include <algorithm>
#include <cstddef>

#include "core/stats/otsu.h"

namespace moonstain {
namespace {

float saturation(const std::uint8_t* rgb) {
  const auto [least, most] = std::minmax({rgb[0], rgb[1], rgb[2]});
  return most == 0
             ? 0.F
             : static_cast<float>(most - least) / static_cast<float>(most);
}

}  // namespace

std::vector<std::uint8_t> saturation_mask(const Picture& picture) {
  std::vector<float> values(picture.rgb.size() / 3);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = saturation(picture.rgb.data() + 3 * i);
  }
  const double threshold = otsu_threshold(values);
  std::vector<std::uint8_t> mask(values.size());
  for (std::size_t i = 0; i < mask.size(); ++i) {
    mask[i] = double{values[i]} > threshold ? 1 : 0;
  }
  return mask;
}

}  // namespace moonstain
