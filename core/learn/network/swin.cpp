#include "core/learn/network/swin.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/zeros.h>

#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Liu et al.'s code: far enough below any other that softmax gives nothing.
constexpr double kOutside = -100;

// Of the weights of linear maps and of the bias table.
Law first_law() { return truncated_normal(0, 0.02, -2, 2); }

at::Tensor whole_numbers(std::int64_t count) {
  return at::empty({count}, at::kLong);
}

// The place of each in another order.
at::Tensor inverse_of(const at::Tensor& order) {
  at::Tensor inverse = at::empty_like(order);
  const std::int64_t* from = order.const_data_ptr<std::int64_t>();
  std::int64_t* to = inverse.mutable_data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < order.numel(); ++i) to[from[i]] = i;
  return inverse;
}

std::optional<at::Tensor> mask_of(const Names& names,
                                  const SwinWindows& windows) {
  if (windows.shift == 0) return std::nullopt;
  return names.fixed("attn_mask", windows.mask());
}

}  // namespace

std::int64_t SwinWindows::count() const {
  return (side / window) * (side / window);
}

std::int64_t SwinWindows::tokens() const { return window * window; }

at::Tensor SwinWindows::order() const {
  at::Tensor order = whole_numbers(side * side);
  std::int64_t* to = order.mutable_data_ptr<std::int64_t>();
  const auto rolled = [&](std::int64_t place) {
    return (place + shift) % side;
  };
  for (std::int64_t top = 0; top < side; top += window) {
    for (std::int64_t left = 0; left < side; left += window) {
      for (std::int64_t i = 0; i < tokens(); ++i) {
        *to++ = rolled(top + i / window) * side + rolled(left + i % window);
      }
    }
  }
  return order;
}

at::Tensor SwinWindows::table_rows() const {
  at::Tensor rows = whole_numbers(tokens() * tokens());
  std::int64_t* to = rows.mutable_data_ptr<std::int64_t>();
  for (std::int64_t a = 0; a < tokens(); ++a) {
    for (std::int64_t b = 0; b < tokens(); ++b) {
      const std::int64_t dy = a / window - b / window;
      const std::int64_t dx = a % window - b % window;
      *to++ = (dy + window - 1) * (2 * window - 1) + dx + window - 1;
    }
  }
  return rows.view({tokens(), tokens()});
}

at::Tensor SwinWindows::mask() const {
  // Rows of the rolled grid that were neighbours before: those of the windows
  // that the roll leaves whole, and the last window's two parts.
  const auto zone = [&](std::int64_t place) {
    return (place >= side - window ? 1 : 0) + (place >= side - shift ? 1 : 0);
  };
  at::Tensor mask = at::zeros({count(), tokens(), tokens()}, at::kDouble);
  double* to = mask.mutable_data_ptr<double>();
  std::vector<std::int64_t> zones;
  for (std::int64_t top = 0; top < side; top += window) {
    for (std::int64_t left = 0; left < side; left += window) {
      zones.clear();
      for (std::int64_t i = 0; i < tokens(); ++i) {
        zones.push_back(3 * zone(top + i / window) + zone(left + i % window));
      }
      for (const std::int64_t a : zones) {
        for (const std::int64_t b : zones) *to++ = a == b ? 0 : kOutside;
      }
    }
  }
  return mask;
}

// First of its members in the order of the published state.
SwinBlock::SwinBlock(const Names& names, std::int64_t width, std::int64_t heads,
                     const SwinWindows& windows, std::int64_t mlp_width)
    : heads_(heads),
      windows_(windows),
      order_(windows.order()),
      back_(inverse_of(order_)),
      mask_(mask_of(names, windows)),
      attention_norm_(names / "norm1", width),
      bias_table_(
          (names / "attn")
              .drawn(
                  "relative_position_bias_table",
                  {(2 * windows.window - 1) * (2 * windows.window - 1), heads},
                  first_law())),
      table_rows_((names / "attn")
                      .fixed("relative_position_index", windows.table_rows())),
      queries_keys_values_(names / "attn" / "qkv", width, 3 * width,
                           Bias::learned, first_law()),
      attention_out_(names / "attn" / "proj", width, width, Bias::learned,
                     first_law()),
      mlp_norm_(names / "norm2", width),
      widen_(names / "mlp" / "fc1", width, mlp_width, Bias::learned,
             first_law()),
      narrow_(names / "mlp" / "fc2", mlp_width, width, Bias::learned,
              first_law()) {}

// [1 or windows, heads, tokens, tokens]: the learned bias of each pair, and the
// mask; for windows of several pictures, picture after picture.
at::Tensor SwinBlock::bias(std::int64_t pictures) const {
  const std::int64_t tokens = windows_.tokens();
  const at::Tensor learned = bias_table_.index_select(0, table_rows_.flatten())
                                 .t()
                                 .reshape({1, heads_, tokens, tokens});
  if (!mask_) return learned;
  const at::Tensor masked = learned + mask_->unsqueeze(1);
  return pictures == 1 ? masked : masked.repeat({pictures, 1, 1, 1});
}

at::Tensor SwinBlock::attended(const at::Tensor& tokens) const {
  const std::int64_t width = tokens.size(2);
  const at::Tensor windows =
      attention_norm_(tokens).index_select(1, order_).view(
          {tokens.size(0) * windows_.count(), windows_.tokens(), width});
  // [windows, heads, tokens, size of a head] each
  const auto parts = queries_keys_values_(windows)
                         .unflatten(2, {3, heads_, width / heads_})
                         .permute({2, 0, 3, 1, 4})
                         .unbind();
  return attention_out_(at::scaled_dot_product_attention(
                            parts[0], parts[1], parts[2], bias(tokens.size(0)))
                            .transpose(1, 2)
                            .flatten(2));
}

at::Tensor SwinBlock::operator()(const at::Tensor& tokens) const {
  const at::Tensor told =
      tokens + attended(tokens).view(tokens.sizes()).index_select(1, back_);
  return told + narrow_(at::gelu(widen_(mlp_norm_(told))));
}

void SwinBlock::round_weights() {
  for (Linear* map :
       {&queries_keys_values_, &attention_out_, &widen_, &narrow_}) {
    map->round_weights();
  }
}

SwinMerging::SwinMerging(const Names& names, std::int64_t width)
    : reduction_(names / "reduction", 4 * width, 2 * width, Bias::none,
                 first_law()),
      norm_(names / "norm", 4 * width) {}

at::Tensor SwinMerging::operator()(const at::Tensor& tokens) const {
  std::int64_t side = 1;
  while (side * side < tokens.size(1)) ++side;
  const std::int64_t width = tokens.size(2);
  // [batch, row of squares, row in it, square, column in it, width], and then
  // column before row in front of the width.
  const at::Tensor squares =
      tokens.view({tokens.size(0), side / 2, 2, side / 2, 2, width})
          .permute({0, 1, 3, 4, 2, 5})
          .reshape({tokens.size(0), side * side / 4, 4 * width});
  return reduction_(norm_(squares)).to(tokens.scalar_type());
}

void SwinMerging::round_weights() { reduction_.round_weights(); }

std::vector<Swin::Stage> Swin::stages_of(const Names& names,
                                         const SwinConfig& config) {
  check(!config.stages.empty(), "swin: no stages; at least 1 is needed");
  std::vector<Stage> stages;
  std::int64_t side = config.side;
  std::int64_t width = config.width;
  for (std::size_t s = 0; s < config.stages.size(); ++s) {
    const auto [depth, heads] = config.stages[s];
    check(config.window >= 1 && side >= config.window &&
              side % config.window == 0,
          "swin: windows of ", config.window, " do not fill the ", side, " x ",
          side, " tokens of stage ", s);
    check(heads >= 1 && width % heads == 0, "swin: ", heads,
          " heads do not divide a width of ", width, ", of stage ", s);
    check(depth >= 1, "swin: ", depth, " blocks of stage ", s,
          "; at least 1 is needed");
    const Names own = names / static_cast<int>(s);
    Stage stage;
    for (std::int64_t b = 0; b < depth; ++b) {
      const bool shifted = b % 2 == 1 && side > config.window;
      stage.blocks.emplace_back(
          own / "blocks" / static_cast<int>(b), width, heads,
          SwinWindows{side, config.window, shifted ? config.window / 2 : 0},
          config.mlp_ratio * width);
    }
    if (s + 1 < config.stages.size()) {
      check(side % 2 == 0, "swin: the ", side, " x ", side, " tokens of stage ",
            s, " cannot be halved");
      stage.merging.emplace(own / "downsample", width);
      side /= 2;
      width *= 2;
    }
    stages.push_back(std::move(stage));
  }
  return stages;
}

Swin::Swin(const Names& names, const SwinConfig& config)
    : stages_(stages_of(names / "layers", config)),
      norm_(names / "norm", config.width << (config.stages.size() - 1)) {}

at::Tensor Swin::operator()(at::Tensor tokens) const {
  for (const Stage& stage : stages_) {
    for (const SwinBlock& block : stage.blocks) tokens = block(tokens);
    if (stage.merging) tokens = (*stage.merging)(tokens);
  }
  return norm_(tokens);
}

void Swin::round_weights() {
  for (Stage& stage : stages_) {
    for (SwinBlock& block : stage.blocks) block.round_weights();
    if (stage.merging) stage.merging->round_weights();
  }
}

}  // namespace moonstain
