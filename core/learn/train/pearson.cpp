#include "core/learn/train/pearson.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/amin.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <utility>

namespace moonstain {
namespace {

at::Tensor centred(const at::Tensor& values, std::int64_t axis) {
  return values - values.mean({axis}, /*keepdim=*/true);
}

at::Tensor varies(const at::Tensor& values, std::int64_t axis) {
  const c10::NoGradGuard no_gradient;
  return at::amax(values, {axis}) > at::amin(values, {axis});
}

// Sum of the rows, each centred and divided by its length; constant rows are 0.
at::Tensor sum_of_directions(const at::Tensor& values) {
  const at::Tensor rows = centred(values.to(at::kDouble), 1);
  const at::Tensor lengths = at::linalg_vector_norm(rows, 2, {1}, true);
  return at::where(varies(values, 1).unsqueeze(1), rows / lengths, 0.0).sum(0);
}

double of_best_row(const Examples& examples, std::size_t number) {
  const c10::NoGradGuard no_gradient;
  at::Tensor sum;
  double rows = 0;
  for (std::size_t i = 0; i < examples.count; ++i) {
    const at::Tensor target = examples.batch({i}).targets.at(number);
    const at::Tensor more = sum_of_directions(target);
    sum = sum.defined() ? sum + more : more;
    rows += static_cast<double>(target.size(0));
  }
  return 1 - at::linalg_vector_norm(sum, 2).item<double>() / rows;
}

}  // namespace

// A variance that is not used is replaced before its root is taken: the root's
// gradient at 0 is infinite, and 0 times it is NaN.
at::Tensor pearson_along(const at::Tensor& a, const at::Tensor& b,
                         std::int64_t axis) {
  const at::Tensor exists = varies(a, axis).logical_and(varies(b, axis));
  const at::Tensor x = centred(a, axis);
  const at::Tensor y = centred(b, axis);
  const auto deviation = [&](const at::Tensor& values) {
    return at::where(exists, values.square().mean({axis}), 1.0).sqrt();
  };
  const at::Tensor covariance = (x * y).mean({axis});
  return at::where(exists, covariance / (deviation(x) * deviation(y)), 0.0);
}

ObjectiveTerm row_pearson_term(std::string name, std::size_t number) {
  return {.name = std::move(name),
          .value =
              [number](const Tensors& outputs, const Batch& batch) {
                return 1 - pearson_along(outputs.at(number),
                                         batch.targets.at(number), 1)
                               .mean();
              },
          .of_constant =
              [number](const Examples& examples) {
                return of_best_row(examples, number);
              }};
}

Score column_pearson_score(std::string name) {
  return {std::move(name), [](const Tensors& outputs, const Batch& batch) {
            return 1 - pearson_along(outputs.at(0), batch.targets.at(0), 0)
                           .to(at::kDouble)
                           .mean()
                           .item<double>();
          }};
}

}  // namespace moonstain
