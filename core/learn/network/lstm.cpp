#include "core/learn/network/lstm.h"

#include <ATen/ops/lstm.h>
#include <ATen/ops/zeros.h>

#include "core/base/text.h"

namespace moonstain {

Lstm::Lstm(const Names& names, std::int64_t in, std::int64_t hidden,
           std::int64_t layers)
    : hidden_(hidden), layers_(layers) {
  const Law law = by_fan_in(hidden);
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    const std::int64_t from = layer == 0 ? in : hidden;
    const auto add = [&](const char* what, Sizes shape) {
      parameters_.push_back(
          names.drawn(concat(what, "_l", layer), std::move(shape), law));
    };
    add("weight_ih", {4 * hidden, from});
    add("weight_hh", {4 * hidden, hidden});
    add("bias_ih", {4 * hidden});
    add("bias_hh", {4 * hidden});
  }
}

at::Tensor Lstm::operator()(const at::Tensor& steps) const {
  const at::Tensor start =
      at::zeros({layers_, steps.size(1), hidden_}, steps.scalar_type());
  return std::get<0>(at::lstm(steps, {start, start}, parameters_,
                              /*has_biases=*/true, layers_, /*dropout=*/0.0,
                              /*train=*/true, /*bidirectional=*/false,
                              /*batch_first=*/false));
}

}  // namespace moonstain
