#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "core/learn/network/layers.h"

namespace moonstain {

struct SwinStage {
  std::int64_t depth = 2;  ///< blocks; every second one has its windows shifted
  std::int64_t heads = 3;  ///< divide the stage's width
};

/// The default is Swin-T for pictures of 224 px in patches of 4.
struct SwinConfig {
  std::int64_t side = 56;   ///< tokens of a side, in the first stage
  std::int64_t width = 96;  ///< of a token there; each stage has twice as much
  std::int64_t window = 7;  ///< tokens of a window's side
  std::vector<SwinStage> stages{{2, 3}, {2, 6}, {6, 12}, {2, 24}};
  std::int64_t mlp_ratio = 4;  ///< width inside a block's perceptron, in widths
};

/// How the tokens of a square grid are cut into windows.
struct SwinWindows {
  std::int64_t side = 0;    ///< tokens of the grid's side
  std::int64_t window = 0;  ///< of a window's, which divides it
  /// By how much the grid is rolled up and to the left before it is cut.
  std::int64_t shift = 0;

  std::int64_t count() const;   ///< windows
  std::int64_t tokens() const;  ///< of a window

  /// [side * side]: which token of the grid, row by row, stands at each place
  /// when they are listed window by window, row by row within each.
  at::Tensor order() const;
  /// [tokens, tokens]: the row of the bias table of a pair of tokens, by how
  /// far apart they lie: (dy + window - 1) * (2 window - 1) + dx + window - 1.
  at::Tensor table_rows() const;
  /// [count, tokens, tokens]: -100 where the roll has made neighbours of two
  /// tokens that are none, else 0.
  at::Tensor mask() const;
};

/// A block: to the tokens is added what those of their window say to them, then
/// a perceptron of each; both of the normalised tokens.
class SwinBlock {
 public:
  SwinBlock(const Names& names, std::int64_t width, std::int64_t heads,
            const SwinWindows& windows, std::int64_t mlp_width);

  /// [batch, side * side, width], the grid row by row, to the same.
  at::Tensor operator()(const at::Tensor& tokens) const;
  /// What the windows say: [batch * count, tokens of a window, width].
  at::Tensor attended(const at::Tensor& tokens) const;

  /// Linear maps and attention in bfloat16; see Swin.
  void round_weights();

 private:
  at::Tensor bias(std::int64_t pictures) const;

  std::int64_t heads_;
  SwinWindows windows_;
  at::Tensor order_;                // by window
  at::Tensor back_;                 // its inverse
  std::optional<at::Tensor> mask_;  // where the windows are shifted
  LayerNorm attention_norm_;
  at::Tensor bias_table_;  // [(2 window - 1)^2, heads]
  at::Tensor table_rows_;
  Linear queries_keys_values_;  // one after the other, head by head in each
  Linear attention_out_;
  LayerNorm mlp_norm_;
  Linear widen_;
  Linear narrow_;
};

/// Four tokens of a square to one of twice the width: upper left, lower left,
/// upper right, lower right, one after the other, normalised, and a linear map
/// without bias.
class SwinMerging {
 public:
  SwinMerging(const Names& names, std::int64_t width);
  /// [batch, side * side, width] to [batch, side * side / 4, 2 width]
  at::Tensor operator()(const at::Tensor& tokens) const;
  void round_weights();  ///< as SwinBlock's

 private:
  Linear reduction_;
  LayerNorm norm_;
};

/// A Swin transformer behind its patch embedding: stages of blocks in which
/// tokens attend to those of their window, the grid halved between stages, and
/// a normalisation at the end.
///
/// A stage whose side is its window has one window, which is not shifted.
///
/// Names, order and buffers of the state are those of timm 0.5.4:
/// layers.S.blocks.B (attn_mask where shifted, norm1, attn, norm2, mlp),
/// layers.S.downsample (reduction, norm), norm.
///
/// Source: Liu et al. 2021, arXiv:2103.14030.
class Swin {
 public:
  /// @throws Error unless windows fill the grid of each stage, sides can be
  ///               halved, and heads divide the width
  Swin(const Names& names, const SwinConfig& config);

  /// [batch, side * side, width] to [batch, last side squared, last width],
  /// normalised.
  at::Tensor operator()(at::Tensor tokens) const;

  /// From now on linear maps and the two products of attention take bfloat16
  /// and give it, summed in float32: weights are rounded here, once, and
  /// values, queries, keys, what softmax gives and GELU's as they come. What
  /// would lose most by 8 bits stays float32: the sums of the tokens from block
  /// to block, normalisations, and softmax with its bias. Needs tokens in
  /// float32.
  void round_weights();

  /// The steps of it.
  struct Stage {
    std::vector<SwinBlock> blocks;
    std::optional<SwinMerging> merging;  ///< of all but the last
  };
  const std::vector<Stage>& stages() const { return stages_; }
  const LayerNorm& norm() const { return norm_; }

 private:
  static std::vector<Stage> stages_of(const Names& names,
                                      const SwinConfig& config);

  std::vector<Stage> stages_;
  LayerNorm norm_;
};

}  // namespace moonstain
