#pragma once

#include <ATen/core/Tensor.h>

#include <array>

#include "core/learn/encoder.h"

namespace moonstain {

/// Of red, green and blue, over the pictures of ImageNet, of values from 0
/// to 1.
inline constexpr std::array kImageNetMean = {0.485, 0.456, 0.406};
inline constexpr std::array kImageNetDeviation = {0.229, 0.224, 0.225};

/// What each byte of red, green and blue becomes.
using ByteTable = std::array<std::array<float, 256>, 3>;

/// (p / 255 - mean) / deviation of a byte p, in float64 and then rounded.
ByteTable standardised_bytes(const std::array<double, 3>& mean,
                             const std::array<double, 3>& deviation);

/// Tiles as a network takes them: [count, 3, side_px, side_px] float32.
at::Tensor pictures_of(const TileBatch& tiles, const ByteTable& table);

}  // namespace moonstain
