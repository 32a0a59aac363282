#include "core/learn/network/vision_transformer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/sigmoid.h>

#include <cmath>

#include "core/base/error.h"

namespace moonstain {
namespace {

VisionTransformerConfig checked(const VisionTransformerConfig& config) {
  check(config.patch_px >= 1 && config.image_px >= config.patch_px &&
            config.image_px % config.patch_px == 0,
        "vision transformer: patches of ", config.patch_px,
        " px do not fill a picture of ", config.image_px, " px");
  check(config.heads >= 1 && config.width % config.heads == 0,
        "vision transformer: ", config.heads,
        " heads do not divide a width of ", config.width);
  check(config.depth >= 1, "vision transformer: ", config.depth,
        " blocks; at least 1 is needed");
  return config;
}

std::int64_t patches_of(const VisionTransformerConfig& config) {
  const std::int64_t side = config.image_px / config.patch_px;
  return side * side;
}

// Of the embeddings and the projection.
Law by_width(std::int64_t width) {
  return normal(0, 1 / std::sqrt(static_cast<double>(width)));
}

at::Tensor activated(const at::Tensor& values, Activation activation) {
  if (activation == Activation::gelu) return at::gelu(values);
  return (values * 1.702).sigmoid_() * values;
}

}  // namespace

VisionTransformer::Block::Block(const Names& names,
                                const VisionTransformerConfig& config)
    : activation(config.activation),
      attention_norm(names / "ln_1", config.width),
      attention(names / "attn", config.width, config.heads),
      mlp_norm(names / "ln_2", config.width),
      widen(names / "mlp" / "c_fc", config.width, config.mlp_width),
      narrow(names / "mlp" / "c_proj", config.mlp_width, config.width) {}

at::Tensor VisionTransformer::Block::operator()(const at::Tensor& tokens,
                                                std::int64_t count) const {
  const at::Tensor all = attention_norm(tokens);
  const at::Tensor attended =
      tokens.narrow(1, 0, count) + attention(all.narrow(1, 0, count), all, all);
  return attended + narrow(activated(widen(mlp_norm(attended)), activation));
}

// First of its members in the order of the published state.
VisionTransformer::VisionTransformer(const Names& names,
                                     const VisionTransformerConfig& config)
    : config_(checked(config)),
      class_token_(names.drawn("class_embedding", {config.width},
                               by_width(config.width))),
      positions_(names.drawn("positional_embedding",
                             {1 + patches_of(config), config.width},
                             by_width(config.width))),
      projection_(names.drawn("proj", {config.width, config.features},
                              by_width(config.width))),
      patch_map_((names / "conv1")
                     .drawn("weight",
                            {config.width, 3, config.patch_px, config.patch_px},
                            by_fan_in(3 * config.patch_px * config.patch_px))),
      pre_norm_(pre_norm_of(names, config)),
      blocks_(blocks_of(names / "transformer" / "resblocks", config)),
      post_norm_(names / "ln_post", config.width) {}

std::optional<LayerNorm> VisionTransformer::pre_norm_of(
    const Names& names, const VisionTransformerConfig& config) {
  if (!config.pre_norm) return std::nullopt;
  return LayerNorm(names / "ln_pre", config.width);
}

std::vector<VisionTransformer::Block> VisionTransformer::blocks_of(
    const Names& names, const VisionTransformerConfig& config) {
  std::vector<Block> blocks;
  for (std::int64_t n = 0; n < config.depth; ++n) {
    blocks.emplace_back(names / static_cast<int>(n), config);
  }
  return blocks;
}

at::Tensor VisionTransformer::embed(const at::Tensor& pictures) const {
  check(pictures.dim() == 4 && pictures.size(1) == 3 &&
            pictures.size(2) == config_.image_px &&
            pictures.size(3) == config_.image_px,
        "vision transformer: pictures are [", listed(pictures.sizes().vec()),
        "], expected [batch, 3, ", config_.image_px, ", ", config_.image_px,
        "]");
  const at::Tensor patches =
      at::conv2d(pictures, patch_map_, std::nullopt, config_.patch_px)
          .flatten(2)
          .transpose(1, 2);  // [batch, patches, width]
  const at::Tensor first =
      class_token_.expand({patches.size(0), 1, config_.width});
  const at::Tensor tokens = at::cat({first, patches}, 1) + positions_;
  return pre_norm_ ? (*pre_norm_)(tokens) : tokens;
}

at::Tensor VisionTransformer::block(std::size_t index,
                                    const at::Tensor& tokens) const {
  return blocks_.at(index)(tokens, tokens.size(1));
}

at::Tensor VisionTransformer::project(const at::Tensor& tokens) const {
  return at::matmul(post_norm_(tokens.select(1, 0)), projection_);
}

at::Tensor VisionTransformer::operator()(const at::Tensor& pictures) const {
  at::Tensor tokens = embed(pictures);
  for (std::size_t n = 0; n + 1 < blocks_.size(); ++n) {
    tokens = block(n, tokens);
  }
  return project(blocks_.back()(tokens, 1));
}

}  // namespace moonstain
