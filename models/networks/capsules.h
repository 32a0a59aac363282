#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/learn/network/layers.h"
#include "core/learn/network/network.h"
#include "core/learn/network/seen.h"

namespace moonstain {

/// Vectors of the same direction whose length, from 0 to infinity, becomes
/// 1 - exp(-length); along the last axis. Of a vector of 0, 0.
at::Tensor squashed(const at::Tensor& vectors);

struct CapsulesConfig {
  std::int64_t in = 16;      ///< channels of the maps
  std::int64_t out = 20;     ///< capsules
  std::int64_t length = 64;  ///< of one
};

/// Maps to a few vectors, each of which says by its length whether something is
/// there: four convolutions, 16 capsules of 8 by one window over all that is
/// left, then each of the outputs takes from each of these what it agrees with:
///
///     u_ki = c_i W_ki;  a_ki = u_ki . (sum over j of u_kj) / sqrt(length)
///     v_k = squash(sum over i of (softmax over k of a_ki + b_ki) u_ki)
///
/// The softmax goes over the outputs k; there is one pass.
///
/// State: conv1 to conv4 each followed by its batch_norm,
/// primary_caps.depthwise_conv, digit_caps.W [out, 16, 8, length] and .b
/// [out, 16, 1].
///
/// Source: Mazzia et al. 2021, doi:10.1038/s41598-021-93977-0.
class Capsules {
 public:
  Capsules(const Names& names, const CapsulesConfig& config);

  /// [spots, in, 28, 28] to [spots, out, length].
  at::Tensor operator()(const at::Tensor& maps, Mode mode,
                        const Seen& seen = {}) const;
  /// The steps of it: the 16 capsules of 8 in between, [spots, 16, 8], and what
  /// becomes of them.
  at::Tensor primary(const at::Tensor& maps, Mode mode,
                     const Seen& seen = {}) const;
  at::Tensor routed(const at::Tensor& capsules) const;

 private:
  struct Layer {
    Convolution convolution;
    BatchNorm norm;
  };
  static std::vector<Layer> layers_of(const Names& names, std::int64_t in);

  CapsulesConfig config_;
  std::vector<Layer> layers_;
  Convolution primary_;
  at::Tensor weight_;
  at::Tensor prior_;
};

}  // namespace moonstain
