#pragma once

#include <ATen/core/Tensor.h>

#include <string_view>

#include "core/base/path.h"
#include "core/engine/step/kind_words.h"
#include "core/learn/encoder.h"
#include "core/learn/network/layers.h"
#include "core/learn/network/swin.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

class StepKind;

/// What the products of a network are made of.
///
/// bfloat16 has the 8 leading bits of a float32 and half the bytes. CPUs that
/// multiply it (AMX, AVX512-BF16) are faster by it, others emulate it and are
/// slower. Of CTransPath's products 99.6 % are those of linear maps and
/// attention, which are made in it (core/learn/network/swin.h says what is
/// not); the stem of convolutions, the mean over tokens and the features are
/// float32.
///
/// On the way from a picture to its features values or weights are rounded 165
/// times, 13 a block and 3 a merging, each by at most 2^-9 of what is rounded.
/// Independent of each other and passed on as large as they are, these come to
/// sqrt(165) 2^-9 = 0.025 of the features' length.
enum class Precision { float32, bfloat16 };

template <>
struct KindWords<Precision> {
  static constexpr std::string_view kAll[] = {"float32", "bfloat16"};
};

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

  /// Products in bfloat16 from now on, by the weights as they are now; the
  /// network is one of float32.
  void round_weights() { swin_.round_weights(); }

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
Encoder ctranspath_encoder(const Weights& weights, std::string_view where,
                           Precision precision = Precision::float32);

/// `ctranspath`: features of tiles by it. In bfloat16 their numeric class is
/// one of its own (core/README.md, "Numeric classes").
StepKind ctranspath_step();

}  // namespace moonstain
