#include "models/networks/survival_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/logcumsumexp.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include <cstdint>
#include <vector>

#include "core/base/error.h"
#include "core/stats/survival/partial_likelihood.h"

namespace moonstain {
namespace {

std::vector<double> doubles_of(const at::Tensor& values) {
  const at::Tensor flat = values.detach().flatten().to(at::kDouble);
  const double* from = flat.const_data_ptr<double>();
  return {from, from + flat.numel()};
}

at::Tensor by_norm(const at::Tensor& risk, RiskNorm norm) {
  if (norm == RiskNorm::none) return risk;
  return risk / at::linalg_vector_norm(risk, 2).clamp_min(1e-12);
}

// ln of the sum over each row and all before it, at the deaths, summed.
at::Tensor row_order_sum(const at::Tensor& u, const at::Tensor& died) {
  return (died * at::logcumsumexp(u, 0)).sum();
}

// The same by time. Which patient stands with what weight in the risk set of
// which death is a matrix [deaths, patients] of the outcomes alone, so that one
// product makes all denominators.
at::Tensor time_sum(const at::Tensor& u, const Outcomes& outcomes) {
  const std::vector<double> died = doubles_of(outcomes.died);
  const std::vector<double> times = doubles_of(outcomes.times);
  std::vector<std::size_t> deaths;
  for (std::size_t i = 0; i < died.size(); ++i) {
    if (died[i] > 0) deaths.push_back(i);
  }
  const auto patients = static_cast<std::int64_t>(died.size());
  at::Tensor weights = at::zeros(
      {static_cast<std::int64_t>(deaths.size()), patients}, at::kDouble);
  double* row = weights.mutable_data_ptr<double>();
  for (std::size_t k = 0; k < deaths.size(); ++k, row += patients) {
    const double time = times[deaths[k]];
    std::size_t before = 0, tied = 0;
    for (std::size_t other = 0; other < deaths.size(); ++other) {
      if (times[deaths[other]] != time) continue;
      before += other < k;
      ++tied;
    }
    const double taken_off = tie_share(Ties::efron, before, tied);
    for (std::size_t j = 0; j < died.size(); ++j) {
      if (times[j] < time) continue;
      row[j] = died[j] > 0 && times[j] == time ? 1 - taken_off : 1;
    }
  }
  // exp stays in its range, whatever the scale of the risks.
  const at::Tensor largest = u.detach().max();
  return (at::matmul(weights.to(u.scalar_type()), (u - largest).exp()).log() +
          largest)
      .sum();
}

}  // namespace

at::Tensor survival_loss(const at::Tensor& risk, const Outcomes& outcomes,
                         RiskSet set, RiskNorm norm) {
  const std::int64_t n = risk.numel();
  check(n > 0 && risk.size(0) == n && outcomes.died.numel() == n &&
            (set == RiskSet::row_order || outcomes.times.numel() == n),
        "survival_loss: risks are [", listed(risk.sizes().vec()), "], with ",
        outcomes.died.numel(),
        " events; expected one risk and one event a "
        "patient, and by time as many times");
  const at::Tensor u = by_norm(risk.flatten(), norm);
  const at::Tensor died = outcomes.died.flatten().to(u.scalar_type());
  const at::Tensor denominators = set == RiskSet::row_order
                                      ? row_order_sum(u, died)
                                      : time_sum(u, outcomes);
  return (denominators - (died * u).sum()) / died.sum();
}

ObjectiveTerm survival_term(RiskSet set, RiskNorm norm) {
  return {.name = set == RiskSet::time ? "cox_loss" : "row_order_loss",
          .value =
              [set, norm](const Tensors& outputs, const Batch& batch) {
                const Outcomes outcomes{batch.targets.at(0),
                                        batch.targets.at(1)};
                return survival_loss(outputs.at(0), outcomes, set, norm);
              },
          .of_constant = {}};
}

}  // namespace moonstain
