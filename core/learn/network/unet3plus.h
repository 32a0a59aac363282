#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/learn/network/layers.h"

namespace moonstain {

/// UNet 3+ without deep supervision and without its guiding module: five levels
/// of an encoder, and a decoder whose nodes each see all scales.
///
/// Encoder: h1 of `width` channels at the picture's size, h2 to h5 of 2, 4, 8
/// and 16 times as many, each from the one before by 2 x 2 maximum; a level is
/// twice convolution, normalisation, ReLU. Decoder, from coarse to fine: a node
/// takes the encoder's levels of its scale and of finer ones (by maximum) and
/// the nodes of coarser ones, h5 for the coarsest (by bilinear interpolation);
/// each of the five goes through a convolution to `width` channels,
/// normalisation and ReLU, all together through a convolution 5 width ->
/// 5 width, normalisation and ReLU. Convolutions are 3 x 3 with bias.
///
/// What is interpolated is not made at its size (upsampled_convolution.h): for
/// 256 x 256 px and width 64 that saves 91 of 199 thousand million products,
/// and of the maps that a gradient needs more than half.
///
/// Names and order are those of the authors of GHIST, conv1.conv1.0 ... up to
/// outconv_seg; first values are Kaiming normal (fan in, gain sqrt 2) for
/// convolutions and N(1, 0.02) for the weights of normalisations.
///
/// Source: Huang et al. 2020, arXiv:2004.08790.
class Unet3Plus {
 public:
  /// @param classes  of the map of logits
  Unet3Plus(const Names& names, std::int64_t in, std::int64_t width,
            std::int64_t classes);

  struct Output {
    at::Tensor map;      ///< [batch, classes, height, width], logits
    at::Tensor decoded;  ///< [batch, 5 width, height, width], finest node
    at::Tensor encoded;  ///< [batch, width, height, width], first level
  };
  /// @param pictures  [batch, in, height, width]
  /// @throws Error    where a side is no multiple of 16
  Output operator()(const at::Tensor& pictures, Mode mode) const;

 private:
  // Convolution and normalisation; a ReLU follows.
  class Block {
   public:
    Block(const Names& convolution, const Names& norm, std::int64_t in,
          std::int64_t out);
    /// @param factor  by which the maps are enlarged first
    at::Tensor operator()(const at::Tensor& maps, Mode mode,
                          std::int64_t factor = 1) const;

   private:
    Convolution convolution_;
    BatchNorm norm_;
  };
  struct Node {
    std::vector<Block> sources;  // from the finest level to the coarsest
    Block merge;
  };
  static std::vector<Block> encoder(const Names& names, std::int64_t in,
                                    std::int64_t width);
  static Node node(const Names& names, int level, std::int64_t width);
  at::Tensor level(const at::Tensor& maps, int number, Mode mode) const;

  std::vector<Block> encoder_;  // two a level
  std::vector<Node> decoder_;   // levels 4, 3, 2, 1
  Convolution out_;
};

}  // namespace moonstain
