#include "core/learn/train/objective.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/mse_loss.h>
#include <c10/core/GradMode.h>

#include <cmath>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Means and sums of squared deviations by output, joined example by example
// (Chan et al. 1983, doi:10.1080/00031305.1983.10483115): one pass, and no
// difference of large numbers.
double mean_variance(const Examples& examples, std::size_t number) {
  const c10::NoGradGuard no_gradient;
  double count = 0;
  at::Tensor mean;
  at::Tensor deviations;
  for (std::size_t i = 0; i < examples.count; ++i) {
    const at::Tensor target =
        examples.batch({i}).targets.at(number).to(at::kDouble);
    const at::Tensor values = target.movedim(1, 0).flatten(1);
    const auto more = static_cast<double>(values.size(1));
    const at::Tensor its_mean = values.mean(1);
    const at::Tensor its_deviations =
        (values - its_mean.unsqueeze(1)).square_().sum(1);
    if (i == 0) {
      mean = its_mean;
      deviations = its_deviations;
    } else {
      const at::Tensor apart = its_mean - mean;
      deviations +=
          its_deviations + apart.square() * (count * more / (count + more));
      mean += apart * (more / (count + more));
    }
    count += more;
  }
  return (deviations / count).mean().item<double>();
}

// The mean over outputs of the entropy of the share of 1 in their target.
double mean_entropy(const Examples& examples, std::size_t number) {
  const c10::NoGradGuard no_gradient;
  double count = 0;
  at::Tensor ones;
  for (std::size_t i = 0; i < examples.count; ++i) {
    const at::Tensor values = examples.batch({i})
                                  .targets.at(number)
                                  .to(at::kDouble)
                                  .movedim(1, 0)
                                  .flatten(1);
    count += static_cast<double>(values.size(1));
    ones = i == 0 ? values.sum(1) : ones + values.sum(1);
  }
  double entropy = 0;
  for (std::int64_t output = 0; output < ones.size(0); ++output) {
    entropy += binary_entropy(ones[output].item<double>() / count);
  }
  return entropy / static_cast<double>(ones.size(0));
}

}  // namespace

double binary_entropy(double share) {
  if (share <= 0 || share >= 1) return 0;
  return -share * std::log(share) - (1 - share) * std::log1p(-share);
}

Objective::Value Objective::value(const Tensors& outputs,
                                  const Batch& batch) const {
  check(!terms.empty(), "an objective without terms");
  Value result;
  for (const ObjectiveTerm& term : terms) {
    const at::Tensor value = term.value(outputs, batch);
    check(value.dim() == 0, "objective: term '", term.name, "' has ",
          value.numel(), " values, it must be one number");
    result.terms.push_back(value.item<double>());
    const at::Tensor part = term.weight == 1 ? value : value * term.weight;
    result.total = result.total.defined() ? result.total + part : part;
  }
  return result;
}

std::optional<double> Objective::of_constant(const Examples& examples) const {
  double total = 0;
  for (const ObjectiveTerm& term : terms) {
    if (!term.of_constant) return std::nullopt;
    total += term.weight * term.of_constant(examples);
  }
  return total;
}

ObjectiveTerm mse_term(std::string name, std::size_t number) {
  return {.name = std::move(name),
          .value =
              [number](const Tensors& outputs, const Batch& batch) {
                return at::mse_loss(outputs.at(number),
                                    batch.targets.at(number));
              },
          .of_constant =
              [number](const Examples& examples) {
                return mean_variance(examples, number);
              }};
}

ObjectiveTerm bce_term(std::string name, std::size_t number) {
  return {.name = std::move(name),
          .value =
              [number](const Tensors& outputs, const Batch& batch) {
                return at::binary_cross_entropy_with_logits(
                    outputs.at(number), batch.targets.at(number));
              },
          .of_constant =
              [number](const Examples& examples) {
                return mean_entropy(examples, number);
              }};
}

}  // namespace moonstain
