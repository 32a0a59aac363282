#include "models/networks/egn_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/mse_loss.h>

#include <utility>

namespace moonstain {
namespace {

constexpr double kEpsilon = 1e-8;

at::Tensor centred(const at::Tensor& values) {
  return values - values.mean({0}, /*keepdim=*/true);
}

// The root's gradient at 0 is taken as 0 by linalg_vector_norm.
at::Tensor gene_correlations(const at::Tensor& a, const at::Tensor& b) {
  const at::Tensor x = centred(a), y = centred(b);
  const auto length = [](const at::Tensor& values) {
    return at::linalg_vector_norm(values, 2, {0});
  };
  return (x * y).sum(0) / (length(x) * length(y) + kEpsilon);
}

}  // namespace

ObjectiveTerm gene_correlation_term(std::string name, double weight,
                                    std::size_t target) {
  return {.name = std::move(name),
          .weight = weight,
          .value =
              [target](const Tensors& outputs, const Batch& batch) {
                return 1 - gene_correlations(outputs.at(0),
                                             batch.targets.at(target))
                               .mean();
              },
          .of_constant = [](const Examples&) { return 1.0; }};
}

Objective egn_objective(std::size_t target) {
  ObjectiveTerm mse = mse_term("mse", target);
  mse.value = [target](const Tensors& outputs, const Batch& batch) {
    return at::mse_loss(outputs.at(0), batch.targets.at(target));
  };
  return {{std::move(mse), gene_correlation_term("gene_pcc", 0.5, target)}};
}

}  // namespace moonstain
