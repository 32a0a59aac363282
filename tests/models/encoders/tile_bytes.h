#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "tests/support/published_values.h"

namespace moonstain {

/// Tiles by the rule, [count, side, side, 3]: floor(256 u) of "input:bytes".
inline std::vector<std::uint8_t> tiles_by_rule(std::int64_t count,
                                               std::int64_t side) {
  const at::Tensor made =
      made_by_rule("input:bytes", {count, side, side, 3},
                   [](double u) { return std::floor(256 * u); });
  const double* from = made.const_data_ptr<double>();
  return {from, from + made.numel()};
}

}  // namespace moonstain
