#include "models/networks/standard_pictures.h"

#include <ATen/ops/empty.h>

#include <cstdint>

namespace moonstain {

at::Tensor standard_pictures(const at::Tensor& bytes,
                             const ChannelScale& scale) {
  const at::Tensor pictures = bytes.contiguous();
  const std::int64_t spots = bytes.size(0);
  const std::int64_t pixels = bytes.size(1) * bytes.size(2);
  at::Tensor made =
      at::empty({spots, 3, bytes.size(1), bytes.size(2)}, at::kFloat);
  // What each byte of a channel becomes, in float64 and then rounded.
  std::array<std::array<float, 256>, 3> values;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      values[channel][byte] = static_cast<float>(
          (static_cast<double>(byte) / 255 - scale.mean[channel]) /
          scale.deviation[channel]);
    }
  }
  const std::uint8_t* from = pictures.const_data_ptr<std::uint8_t>();
  float* to = made.mutable_data_ptr<float>();
  for (std::int64_t spot = 0; spot < spots; ++spot, from += 3 * pixels) {
    for (std::size_t channel = 0; channel < 3; ++channel) {
      for (std::int64_t i = 0; i < pixels; ++i) {
        *to++ =
            values[channel][from[3 * i + static_cast<std::int64_t>(channel)]];
      }
    }
  }
  return made;
}

}  // namespace moonstain
