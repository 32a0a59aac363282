#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "core/learn/network/attention.h"
#include "core/learn/network/layers.h"

namespace moonstain {

/// What stands between the two linear maps of a block's perceptron.
enum class Activation {
  quick_gelu,  ///< x sigmoid(1.702 x)
  gelu,        ///< exact: x times the normal distribution up to x
};

struct VisionTransformerConfig {
  std::int64_t image_px = 224;  ///< side of a picture, a multiple of patch_px
  std::int64_t patch_px = 32;   ///< side of the square that makes a token
  std::int64_t width = 768;     ///< of a token
  std::int64_t heads = 12;      ///< divide the width
  std::int64_t depth = 12;      ///< blocks
  std::int64_t mlp_width = 3072;
  std::int64_t features = 512;  ///< of the projection at the end
  Activation activation = Activation::gelu;
  bool pre_norm = true;  ///< tokens are normalised before the first block
};

/// A vision transformer as CLIP has it. A picture is cut into squares, each a
/// token by one linear map; a learned class token stands before them, a learned
/// position is added. Each block adds to the tokens first what they attend to,
/// then a perceptron of each, both of the normalised tokens. What comes out is
/// the class token, normalised and projected.
///
/// Names, order and first values of the state are those of open_clip's
/// VisionTransformer: class_embedding, positional_embedding, proj,
/// conv1.weight, ln_pre, transformer.resblocks.N, ln_post; ViT-B/32 has
/// 87,849,216 parameters.
///
/// Source: Dosovitskiy et al. 2021, arXiv:2010.11929; Radford et al. 2021,
/// arXiv:2103.00020.
class VisionTransformer {
 public:
  /// @throws Error unless patches fill the picture and heads the width
  VisionTransformer(const Names& names, const VisionTransformerConfig& config);

  /// Pictures [batch, 3, image_px, image_px] to [batch, features].
  ///
  /// The last block is run for the class token alone, since no other leaves it:
  /// a twelfth of the depth at a fifth of its cost.
  at::Tensor operator()(const at::Tensor& pictures) const;

  /// The steps of it. Tokens are [batch, 1 + patches, width], class token
  /// first.
  at::Tensor embed(const at::Tensor& pictures) const;
  at::Tensor block(std::size_t index, const at::Tensor& tokens) const;
  at::Tensor project(const at::Tensor& tokens) const;  ///< [batch, features]

 private:
  struct Block {
    Block(const Names& names, const VisionTransformerConfig& config);
    /// The first `count` tokens; they attend to all.
    at::Tensor operator()(const at::Tensor& tokens, std::int64_t count) const;

    Activation activation;
    LayerNorm attention_norm;
    MultiHeadAttention attention;
    LayerNorm mlp_norm;
    Linear widen;
    Linear narrow;
  };

  static std::optional<LayerNorm> pre_norm_of(
      const Names& names, const VisionTransformerConfig& config);
  static std::vector<Block> blocks_of(const Names& names,
                                      const VisionTransformerConfig& config);

  VisionTransformerConfig config_;
  at::Tensor class_token_;  // [width]
  at::Tensor positions_;    // [1 + patches, width]
  at::Tensor projection_;   // [width, features]
  at::Tensor patch_map_;    // [width, 3, patch_px, patch_px]
  std::optional<LayerNorm> pre_norm_;
  std::vector<Block> blocks_;
  LayerNorm post_norm_;
};

}  // namespace moonstain
