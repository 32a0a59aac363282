#pragma once

#include <ATen/core/Tensor.h>

#include <array>

#include "core/learn/encoder.h"

namespace moonstain {

/// What each byte of red, green and blue becomes.
using ByteTable = std::array<std::array<float, 256>, 3>;

/// (p / 255 - mean) / deviation of a byte p, in float64 and then rounded.
ByteTable standardised_bytes(const std::array<double, 3>& mean,
                             const std::array<double, 3>& deviation);

/// Tiles as a network takes them: [count, 3, side_px, side_px] float32.
at::Tensor pictures_of(const TileBatch& tiles, const ByteTable& table);

}  // namespace moonstain
