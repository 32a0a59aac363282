#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/learn/encoder.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

class StepKind;

/// MobileNetV1 1.0/224 as an encoder of pictures.
///
/// Input rule: x = (p - 128) / 128 for an 8-bit value p. Convolutions with
/// bias, clamped to 0..6; padding as TFLite's SAME, the odd pixel at the
/// bottom and right. A layer's map is averaged over its pixels.
///
/// Source: Howard et al. 2017, arXiv:1704.04861; weights and rules in
/// recipes/lib/mobilenet_v1/README.md.
class MobileNetV1 {
 public:
  /// @param weights  float32 (`block1.depthwise.weight`, ...) or quantised;
  ///                 see `dequantised`
  /// @param layer    "block1" ... "block13", or "output", the same as block13
  /// @throws Error   listing tensors that do not fit, or naming the layers
  MobileNetV1(const Weights& weights, std::string_view layer,
              std::string_view where);
  ~MobileNetV1();
  MobileNetV1(MobileNetV1&&) noexcept;
  MobileNetV1& operator=(MobileNetV1&&) noexcept;

  std::int64_t features() const;

  /// Encodes one tile.
  ///
  /// @param pixels  [side, side, 3] RGB
  Eigen::VectorXf encode(std::span<const std::uint8_t> pixels,
                         std::int64_t side_px) const;
  /// Encodes some tiles. On a CPU it is given one at a time, because that is
  /// fastest on one core and a vector then never depends on the tiles beside
  /// it.
  ///
  /// @return  [count, features]
  Matrix encode(const TileBatch& tiles) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// The names, types and shapes of the float32 weights, 27 layers.
std::vector<TensorSpec> mobilenet_v1_specs();

/// Float32 weights from the file as it ships: for each layer `weight` uint8
/// with `weight_scale` and `weight_zero_point`, `bias` int32 and
/// `input_scale`. weight = scale (q - zero), bias = q input_scale scale.
/// @throws Error listing tensors that do not fit
Weights dequantised(const Weights& quantised, std::string_view where);

/// @param layer     of the network, for the encoder's name
/// @param input_px  side of its tiles; 224 to be as trained
Encoder mobilenet_v1_encoder(MobileNetV1 network, std::string_view layer,
                             std::int64_t input_px);

/// `mobilenet_v1`: features of tiles by a layer.
StepKind mobilenet_v1_step();
/// `mobilenet_v1_symmetries`: their mean over the square's symmetries
/// (core/learn/symmetries.h).
StepKind mobilenet_v1_symmetries_step();

}  // namespace moonstain
