#pragma once

#include <ATen/core/Tensor.h>

#include <string_view>

#include "core/base/path.h"
#include "core/learn/encoder.h"
#include "core/learn/network/layers.h"
#include "core/learn/network/swin.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

class StepKind;

/// A picture as tokens, by three convolutions in place of Swin's one: 3 to 12
/// and 12 to 24 channels, window 3, stride 2, each with batch normalisation and
/// ReLU; then 24 to 96 by a window of 1. The tokens are normalised.
class ConvStem {
 public:
  explicit ConvStem(const Names& names);

  /// [batch, 3, 4 side, 4 side] to [batch, side * side, 96], row by row.
  at::Tensor operator()(const at::Tensor& pictures) const;
  /// The steps of it: [batch, 12, 2 side, 2 side], [batch, 24, side, side].
  at::Tensor first(const at::Tensor& pictures) const;
  at::Tensor second(const at::Tensor& maps) const;

 private:
  at::Tensor first_weight_;
  BatchNorm first_norm_;
  at::Tensor second_weight_;
  BatchNorm second_norm_;
  Convolution widen_;
  LayerNorm norm_;
};

/// CTransPath's network: Swin-T behind a stem of convolutions; the mean of its
/// 49 last tokens. 27,520,038 parameters, a state of 200 tensors.
///
/// Source: Wang et al. 2022, doi:10.1016/j.media.2022.102559; layers and names
/// in recipes/hist_loocv/METHOD.md 4.3.
class CTransPath {
 public:
  explicit CTransPath(const Names& names);

  /// [batch, 3, 224, 224] to [batch, 768]
  at::Tensor operator()(const at::Tensor& pictures) const;

  const ConvStem& stem() const { return stem_; }
  const Swin& swin() const { return swin_; }

 private:
  ConvStem stem_;
  Swin swin_;
};

/// The state in a file of its authors (ctranspath.pth, entry `model`), in one
/// that is a state, or in safetensors.
Weights ctranspath_weights(const fs::path& path);

/// CTransPath: 768 values of a tile of 224 px, given (p / 255 - mean) /
/// deviation of a byte p by the means and deviations of ImageNet.
///
/// One tile at a time: its windows are a batch to the matrix products already,
/// larger ones are no faster on a core (tools/bench/README.md), and a vector
/// then depends on its tile alone.
///
/// @param weights  its state, F32 but for what counts, nothing more and nothing
///                 less
/// @throws Error   listing the tensors that do not fit; naming those of windows
///                 that have other values than this network's
Encoder ctranspath_encoder(const Weights& weights, std::string_view where);

/// `ctranspath`: features of tiles by it.
StepKind ctranspath_step();

}  // namespace moonstain
