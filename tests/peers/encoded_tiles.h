#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/learn/encoder.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

/// `features` F32 [n, values] of tiles, uint8 [n, side, side, 3], for a Python
/// peer.
inline NamedTensor features_of(const Encoder& encoder,
                               const NamedTensor& pixels) {
  const std::int64_t tiles = pixels.spec.shape.at(0);
  const Matrix values = encoder.encode(
      {{reinterpret_cast<const std::uint8_t*>(pixels.bytes.data()),
        pixels.bytes.size()},
       tiles,
       pixels.spec.shape.at(1)});
  return {{"features", Dtype::F32, {tiles, encoder.features}},
          std::string(reinterpret_cast<const char*>(values.data()),
                      static_cast<std::size_t>(values.size()) * sizeof(float))};
}

}  // namespace moonstain
