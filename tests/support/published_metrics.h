#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/matrix.h"
#include "tests/support/golden.h"
#include "tests/support/published_rule.h"

namespace moonstain {

/// 40 nuclei as GHIST's own code scored them, and its scores: "metrics" of
/// ghist_tiling.json (tests/golden/learn/README.md), which says how the inputs
/// are made.
struct PublishedMetrics {
  Json golden;
  /// [nuclei, 6]; gene 1 is measured and gene 3 predicted as a constant.
  Matrix truth{40, 6}, predicted{40, 6};
  /// [nuclei]; of four types, of which 2 is never called.
  std::vector<std::int64_t> types, called;

  PublishedMetrics() {
    golden = read_golden("learn/ghist_tiling").at("metrics");
    const auto u = [](std::string_view name, std::uint64_t i) {
      return uniform_at(fnv1a(name) + i);
    };
    for (std::uint64_t i = 0; i < 240; ++i) {
      const double t = std::log1p(std::floor(9 * u("input:metric_truth", i)));
      truth.data()[i] = static_cast<float>(t);
      predicted.data()[i] =
          static_cast<float>(0.5 * t + u("input:metric_pred", i));
    }
    truth.col(1).setZero();
    predicted.col(3).setConstant(0.5F);
    for (std::uint64_t i = 0; i < 40; ++i) {
      const auto type = [&](std::string_view name) {
        return static_cast<std::int64_t>(4 * u(name, i));
      };
      types.push_back(type("input:metric_type_true"));
      const std::int64_t one = type("input:metric_type_pred");
      called.push_back(one == 2 ? 1 : one);
    }
  }
};

}  // namespace moonstain
