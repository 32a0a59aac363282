#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/learn/network/network.h"
#include "tests/support/published_rule.h"

namespace moonstain {

// The rule by which parameters and inputs of published networks are made, and
// the comparison with what is recorded of their outputs
// (tests/golden/learn/README.md).

/// f(u) of each element of the tensor called `name`, in float64.
template <typename Function>
at::Tensor made_by_rule(const std::string& name,
                        const std::vector<std::int64_t>& shape, Function f) {
  at::Tensor values = at::empty(shape, at::kDouble);
  double* to = values.mutable_data_ptr<double>();
  const std::uint64_t start = fnv1a(name);
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    to[i] = f(uniform_at(start + i));
  }
  return values;
}

inline at::Tensor parameter_by_rule(const std::string& name,
                                    const std::vector<std::int64_t>& shape) {
  const std::string last = name.substr(name.rfind('.') + 1);
  if (last == "running_var") {
    return made_by_rule(name, shape, [](double u) { return 0.5 + u; });
  }
  if (last == "running_mean") {
    return made_by_rule(name, shape, [](double u) { return 0.2 * (u - 0.5); });
  }
  if (last == "num_batches_tracked") return at::zeros(shape, at::kLong);
  if (last == "weight" && shape.size() == 1) {
    return made_by_rule(name, shape, [](double u) { return 0.75 + 0.5 * u; });
  }
  if (last.starts_with("bias") || last.ends_with("_bias")) {
    return made_by_rule(name, shape, [](double u) { return 0.2 * (u - 0.5); });
  }
  std::int64_t fan_in = 1;
  for (std::size_t i = 1; i < shape.size(); ++i) fan_in *= shape[i];
  const double bound = std::sqrt(3.0 / static_cast<double>(fan_in));
  return made_by_rule(name, shape,
                      [bound](double u) { return (2 * u - 1) * bound; });
}

inline void fill_by_rule(State& state) {
  const c10::NoGradGuard no_gradient;
  for (StateTensor& tensor : state) {
    tensor.value.copy_(
        parameter_by_rule(tensor.name, tensor.value.sizes().vec()));
  }
}

/// Compares with a recorded tensor: its shape, its sums, single values, up to
/// `relative` of the largest one.
inline void check_recorded(const std::string& what, const at::Tensor& tensor,
                           const Json& recorded, double relative) {
  const at::Tensor values = tensor.detach().contiguous().to(at::kDouble);
  BOOST_TEST_CONTEXT(what) {
    BOOST_TEST(Json(values.sizes().vec()) == recorded.at("shape"));
    const double largest = values.abs().max().item<double>();
    const auto count = static_cast<double>(values.numel());
    const auto near = [&](double found, double expected, double size) {
      BOOST_TEST(std::fabs(found - expected) <= relative * size);
    };
    near(values.sum().item<double>(), recorded.at("sum"), largest * count);
    near(values.square().sum().item<double>(), recorded.at("sumsq"),
         largest * largest * count);
    std::uint64_t k = 0;
    for (const Json& expected : recorded.at("values")) {
      const std::uint64_t i = splitmix64(k++) % values.numel();
      near(values.const_data_ptr<double>()[i], expected, largest);
    }
  }
}

}  // namespace moonstain
