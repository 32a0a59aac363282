#pragma once

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "tests/support/published_network.h"

namespace moonstain {

// Cases of networks that take a whole section (tests/golden/learn/README.md).

/// By the rule, and learned positions of the deviation that they begin with, 1.
inline void fill_with_positions(State& state) {
  fill_by_rule(state);
  const c10::NoGradGuard no_gradient;
  for (StateTensor& tensor : state) {
    if (!tensor.name.ends_with("_embed.weight")) continue;
    tensor.value.copy_(
        made_by_rule(tensor.name, tensor.value.sizes().vec(),
                     [](double u) { return (2 * u - 1) * std::sqrt(3.0); }));
  }
}

inline constexpr std::pair<at::ScalarType, const char*> kTypes[] = {
    {at::kDouble, "float64"}, {at::kFloat, "float32"}};

/// Bytes of patches, divided by `scale`, and expression.
inline at::Tensor patches_by_rule(const std::vector<std::int64_t>& shape,
                                  at::ScalarType type, double scale) {
  return made_by_rule("input:patches", shape,
                      [scale](double u) { return std::floor(256 * u) / scale; })
      .to(type);
}
inline at::Tensor targets_by_rule(const std::vector<std::int64_t>& shape,
                                  at::ScalarType type) {
  return made_by_rule("input:target", shape, [](double u) { return 2 * u; })
      .to(type);
}

/// [[3, 8], [3, 9], ...] as int64.
inline at::Tensor pairs_of(const Json& pairs) {
  std::vector<std::int64_t> flat;
  for (const Json& pair : pairs) {
    for (const Json& value : pair) flat.push_back(value.get<std::int64_t>());
  }
  return at::tensor(flat).view({-1, 2});
}

/// Edges of [[row, column], ...] of an adjacency: to the row from the column.
inline at::Tensor edges_of(const Json& pairs) {
  return pairs_of(pairs).flip({1}).t().contiguous();
}

/// A case whose recorded tensors begin with an axis for the section, without
/// that.
inline Json without_section_axis(Json recorded) {
  if (recorded.is_object() && recorded.contains("shape")) {
    Json& shape = recorded.at("shape");
    if (shape.size() == 3 && shape.at(0) == 1) shape.erase(0);
  }
  if (recorded.is_structured()) {
    for (Json& part : recorded) part = without_section_axis(std::move(part));
  }
  return recorded;
}

}  // namespace moonstain
