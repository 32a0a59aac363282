#include "models/networks/dynamic_convolution.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/softmax.h>

#include <cmath>

namespace moonstain {
namespace {

// Kaiming normal by the outputs, of a weight [out, in, side, side].
Law by_outputs(std::int64_t out, std::int64_t side) {
  return kaiming_normal(out * side * side, std::sqrt(2.0));
}

Convolution map_of(const Names& names, std::int64_t in, std::int64_t out) {
  return {names, in, out, Window{}, by_outputs(out, 1)};
}

// Squares that do not overlap, [spots, channels * side * side, squares], a
// square in the order (channel, row, column).
at::Tensor squares_of(const at::Tensor& pictures, std::int64_t side) {
  const std::int64_t rows = pictures.size(2) / side;
  const std::int64_t columns = pictures.size(3) / side;
  return pictures.narrow(2, 0, rows * side)
      .narrow(3, 0, columns * side)
      .reshape({pictures.size(0), pictures.size(1), rows, side, columns, side})
      .permute({0, 1, 3, 5, 2, 4})
      .reshape(
          {pictures.size(0), pictures.size(1) * side * side, rows * columns});
}

}  // namespace

DynamicConvolution::DynamicConvolution(const Names& names, const Config& config)
    : config_(config),
      weight_(names.drawn(
          "weight",
          {config.kernels, config.out, config.in, config.side, config.side},
          by_outputs(config.out, config.side))),
      attend_((names / "attention" / "fc")
                  .drawn("weight", {config.attention, config.in, 1, 1},
                         by_outputs(config.attention, 1))),
      norm_(names / "attention" / "bn", config.attention),
      channel_(map_of(names / "attention" / "channel_fc", config.attention,
                      config.in)),
      filter_(map_of(names / "attention" / "filter_fc", config.attention,
                     config.out)),
      place_(map_of(names / "attention" / "spatial_fc", config.attention,
                    config.side * config.side)),
      kernel_(map_of(names / "attention" / "kernel_fc", config.attention,
                     config.kernels)) {}

// [spots, out, in * side * side]
at::Tensor DynamicConvolution::weight_of(const at::Tensor& attention) const {
  const std::int64_t spots = attention.size(0);
  const std::int64_t places = config_.side * config_.side;
  const auto gate = [&](const Convolution& map, const Sizes& shape) {
    return at::sigmoid(map(attention)).view(shape);
  };
  const at::Tensor mixture =
      at::softmax(kernel_(attention).view({spots, config_.kernels}), 1);
  return (at::matmul(mixture, weight_.flatten(1))
              .view({spots, config_.out, config_.in, places}) *
          gate(place_, {spots, 1, 1, places}) *
          gate(channel_, {spots, 1, config_.in, 1}) *
          gate(filter_, {spots, config_.out, 1, 1}))
      .flatten(2);
}

at::Tensor DynamicConvolution::operator()(const at::Tensor& pictures,
                                          Mode mode) const {
  const at::Tensor mean = pictures.mean({2, 3}, /*keepdim=*/true);
  const at::Tensor attention = at::relu(norm_(at::conv2d(mean, attend_), mode));
  return at::bmm(weight_of(attention), squares_of(pictures, config_.side))
      .view({pictures.size(0), config_.out, pictures.size(2) / config_.side,
             pictures.size(3) / config_.side});
}

}  // namespace moonstain
