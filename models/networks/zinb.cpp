#include "models/networks/zinb.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/lgamma.h>
#include <ATen/ops/log.h>
#include <ATen/ops/log_sigmoid.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/where.h>

namespace moonstain {

CountHeads::CountHeads(const Names& names, std::int64_t width,
                       std::int64_t genes)
    : mean_(names / "mean" / 0, width, genes),
      dispersion_(names / "disp" / 0, width, genes),
      extra_zeros_(names / "pi" / 0, width, genes) {}

CountLaw CountHeads::operator()(const at::Tensor& values) const {
  return {count_mean(mean_(values)), count_dispersion(dispersion_(values)),
          at::sigmoid(extra_zeros_(values))};
}

at::Tensor count_mean(const at::Tensor& values) {
  return at::exp(values).clamp(1e-5, 1e6);
}

at::Tensor count_dispersion(const at::Tensor& values) {
  return at::softplus(values).clamp(1e-4, 1e4);
}

at::Tensor zinb_loss(const at::Tensor& counts, const at::Tensor& size_factors,
                     const CountLaw& law, double ridge) {
  constexpr double kEps = 1e-10;
  const at::Tensor mean = law.mean * size_factors;
  const at::Tensor& d = law.dispersion;
  const at::Tensor of_count =
      at::lgamma(d + kEps) + at::lgamma(counts + 1) -
      at::lgamma(counts + d + kEps) +
      (d + counts) * at::log(1 + mean / (d + kEps)) +
      counts * (at::log(d + kEps) - at::log(mean + kEps)) -
      at::log(1 - law.extra_zeros + kEps);
  const at::Tensor zero = at::pow(d / (d + mean + kEps), d);
  const at::Tensor of_zero =
      -at::log(law.extra_zeros + (1 - law.extra_zeros) * zero + kEps);
  const at::Tensor loss = at::where(counts <= 1e-8, of_zero, of_count);
  return ridge > 0 ? loss + ridge * law.extra_zeros.square() : loss;
}

at::Tensor negative_binomial_loss(const at::Tensor& counts,
                                  const at::Tensor& log_r,
                                  const at::Tensor& logit_p) {
  const at::Tensor r = at::exp(log_r);
  const at::Tensor likelihood = at::lgamma(counts + r) - at::lgamma(r) +
                                counts * at::log_sigmoid(logit_p) +
                                r * at::log_sigmoid(-logit_p);
  return -likelihood.sum(1).mean();
}

ObjectiveTerm zinb_term(double weight, std::size_t law, std::size_t counts,
                        double ridge) {
  const auto value = [=](const Tensors& outputs, const Batch& batch) {
    return zinb_loss(
               batch.targets.at(counts), batch.targets.at(counts + 1),
               {outputs.at(law), outputs.at(law + 1), outputs.at(law + 2)},
               ridge)
        .mean();
  };
  return {"zinb", weight, value, {}};
}

}  // namespace moonstain
