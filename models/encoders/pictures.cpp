#include "models/encoders/pictures.h"

#include <ATen/ops/empty.h>

namespace moonstain {

ByteTable standardised_bytes(const std::array<double, 3>& mean,
                             const std::array<double, 3>& deviation) {
  ByteTable table;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      table[channel][byte] = static_cast<float>(
          (static_cast<double>(byte) / 255.0 - mean[channel]) /
          deviation[channel]);
    }
  }
  return table;
}

at::Tensor pictures_of(const TileBatch& tiles, const ByteTable& table) {
  at::Tensor pictures =
      at::empty({tiles.count, 3, tiles.side_px, tiles.side_px}, at::kFloat);
  float* to = pictures.mutable_data_ptr<float>();
  const std::int64_t pixels = tiles.side_px * tiles.side_px;
  for (std::int64_t tile = 0; tile < tiles.count; ++tile) {
    const std::uint8_t* from = tiles.pixels.data() + 3 * tile * pixels;
    for (std::size_t channel = 0; channel < 3; ++channel) {
      for (std::int64_t i = 0; i < pixels; ++i) {
        *to++ = table[channel][from[3 * i + channel]];
      }
    }
  }
  return pictures;
}

}  // namespace moonstain
