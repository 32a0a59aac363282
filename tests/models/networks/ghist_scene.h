#pragma once

#include <ATen/ops/full.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/learn/network/torch_runtime.h"
#include "models/networks/ghist.h"
#include "models/networks/ghist_loss.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"

namespace moonstain {

inline Json ghist_golden() { return read_golden("learn/ghist_network"); }

/// Two patches of discs, made by the rule of tests/golden/learn/README.md: cell
/// k of a 4 x 4 lattice may hold a nucleus with the id 1000 (b + 1) + 7 k + 3,
/// drawn in the order of the list.
struct GhistScene {
  GhistInput input;
  GhistTargets targets;
  at::Tensor reference;

  GhistScene(const std::string& name, std::int64_t side, const Json& nuclei,
             at::ScalarType type) {
    const auto rule = [&](const std::string& what,
                          const std::vector<std::int64_t>& shape, auto f) {
      return made_by_rule("input:" + name + "_" + what, shape, f);
    };
    input.image = rule("image", {2, 3, side, side}, [](double u) {
                    return 2 * (2 * u - 1);
                  }).to(type);
    reference =
        rule("reference", {7, 12}, [](double u) { return 15 * u; }).to(type);
    const at::Tensor all = rule("counts", {2, 16, 12}, [](double u) {
      return 5 * std::log1p(std::floor(12 * u));
    });
    input.labels = at::zeros({2, side, side}, at::kLong);
    targets.type_map = at::zeros({2, side, side}, at::kLong);
    std::vector<at::Tensor> expression;
    std::vector<std::int64_t> types;
    for (const Json& entry : nuclei) {
      const auto n = entry.get<std::vector<std::int64_t>>();
      const std::int64_t b = n[0], id = n[1], radius = n[4];
      for (std::int64_t y = n[2] - radius; y <= n[2] + radius; ++y) {
        for (std::int64_t x = n[3] - radius; x <= n[3] + radius; ++x) {
          const std::int64_t dy = y - n[2], dx = x - n[3];
          if (y < 0 || x < 0 || y >= side || x >= side ||
              dy * dy + dx * dx > radius * radius) {
            continue;
          }
          input.labels[b][y][x] = id;
          targets.type_map[b][y][x] = n[5] + 1;
        }
      }
      types.push_back(n[5]);
      // The published code has a nucleus's counts at its place among those
      // that are there.
      expression.push_back(all[b][(id - 3 - 1000 * (b + 1)) / 7]);
    }
    targets.types = at::tensor(types, at::kLong);
    targets.expression = at::stack(expression).to(type);
    input.expression = targets.expression;
  }
};

inline GhistShape ghist_published_shape(bool float64 = true) {
  return {.genes = 12, .types = 6, .reference_rows = 7, .float64 = float64};
}

/// Narrow, so that a test is quick: 1/32 of the published width.
inline GhistShape narrow_shape() {
  GhistShape shape = ghist_published_shape();
  shape.width = 2;
  shape.embed = 16;
  return shape;
}

inline GhistScene small_scene() {
  return GhistScene("small", 64, ghist_golden().at("nuclei").at("small"),
                    at::kDouble);
}

inline GhistRoles published_roles() {
  return ghist_roles(
      ghist_golden().at("classes").get<std::vector<std::string>>());
}

inline std::unique_ptr<Ghist> ghist_by_rule(const GhistShape& shape,
                                            const at::Tensor& reference) {
  auto network = std::make_unique<Ghist>(shape, Initial{});
  fill_by_rule(network->state());
  if (shape.reference_rows > 0) network->set_reference(reference);
  return network;
}

}  // namespace moonstain
