#include "models/networks/picture_scale.h"

#include <ATen/ops/empty.h>

#include <array>
#include <cmath>
#include <cstdint>

#include "core/base/error.h"

namespace moonstain {

at::Tensor picture_scale(const std::vector<SpotSection>& sections) {
  // How often each byte comes: exact sums of any number of pixels.
  std::array<std::array<std::uint64_t, 256>, 3> count{};
  for (const SpotSection& section : sections) {
    for (std::size_t i = 0; i < section.pictures.size(); ++i) {
      ++count[i % 3][section.pictures[i]];
    }
  }
  at::Tensor scale = at::empty({2, 3}, at::kFloat);
  for (int channel = 0; channel < 3; ++channel) {
    double n = 0, sum = 0, squares = 0;
    for (int byte = 0; byte < 256; ++byte) {
      const auto times =
          static_cast<double>(count[static_cast<std::size_t>(channel)]
                                   [static_cast<std::size_t>(byte)]);
      n += times;
      sum += times * byte;
      squares += times * byte * byte;
    }
    const double mean = sum / n;
    const double variance = squares / n - mean * mean;
    check(variance > 0, "pictures of the training sections: channel ", channel,
          " (of red, green, blue) is ", mean,
          " everywhere; expected pictures of tissue");
    float* to = scale.mutable_data_ptr<float>();
    to[channel] = static_cast<float>(mean / 255);
    to[3 + channel] = static_cast<float>(std::sqrt(variance) / 255);
  }
  return scale;
}

at::Tensor scaled_pictures(const at::Tensor& bytes, const at::Tensor& scale) {
  // value = byte * factor + offset of its channel, in one pass.
  const auto pictures = bytes.contiguous();
  const std::int64_t spots = bytes.size(0),
                     pixels = bytes.size(1) * bytes.size(2);
  at::Tensor out =
      at::empty({spots, 3, bytes.size(1), bytes.size(2)}, at::kFloat);
  const std::uint8_t* from = pictures.const_data_ptr<std::uint8_t>();
  const at::Tensor of_channels = scale.contiguous();
  const float* of = of_channels.const_data_ptr<float>();
  float* to = out.mutable_data_ptr<float>();
  for (std::int64_t spot = 0; spot < spots; ++spot) {
    for (int channel = 0; channel < 3; ++channel) {
      const float factor = 1 / (255 * of[3 + channel]);
      const float offset = of[channel] / of[3 + channel];
      const std::uint8_t* byte = from + spot * pixels * 3 + channel;
      for (std::int64_t i = 0; i < pixels; ++i) {
        *to++ = static_cast<float>(byte[3 * i]) * factor - offset;
      }
    }
  }
  return out;
}

}  // namespace moonstain
