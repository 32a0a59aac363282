#pragma once

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include "tests/learn/spot_training.h"

namespace moonstain {

// What networks over whole sections are given of a sample, value by value.

/// Pictures of a sample as [spots, x, y, 3].
inline at::Tensor transposed_pictures(const SpotSample& sample) {
  const std::int64_t px = sample.patches.size_px;
  at::Tensor made = at::empty({SpotSample::kSpots, px, px, 3}, at::kFloat);
  float* to = made.mutable_data_ptr<float>();
  for (std::int64_t spot = 0; spot < SpotSample::kSpots; ++spot) {
    for (std::int64_t x = 0; x < px; ++x) {
      for (std::int64_t y = 0; y < px; ++y) {
        for (std::int64_t channel = 0; channel < 3; ++channel) {
          *to++ = sample.patches.pixels[static_cast<std::size_t>(
              ((spot * px + y) * px + x) * 3 + channel)];
        }
      }
    }
  }
  return made;
}

/// Array positions, int64 [spots, (x, y)].
inline at::Tensor positions_of(const SpotSample& sample) {
  at::Tensor made = at::empty({SpotSample::kSpots, 2}, at::kLong);
  std::int64_t* to = made.mutable_data_ptr<std::int64_t>();
  for (int spot = 0; spot < SpotSample::kSpots; ++spot) {
    for (const int axis : {0, 1}) *to++ = sample.dataset.array_xy(spot, axis);
  }
  return made;
}

/// Edges of a sample's graph, int64 [2, edges].
inline at::Tensor edges_of(const SpotSample& sample) {
  const auto& edges = sample.graph.edges;
  at::Tensor made = at::empty({2, edges.cols()}, at::kLong);
  std::int64_t* to = made.mutable_data_ptr<std::int64_t>();
  for (int end : {0, 1}) {
    for (Eigen::Index e = 0; e < edges.cols(); ++e) *to++ = edges(end, e);
  }
  return made;
}

}  // namespace moonstain
