#include "models/networks/hist_response.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Reduction.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>

#include <algorithm>

#include "core/base/error.h"

namespace moonstain {
namespace {

at::Tensor weighted_cross_entropy(const std::array<double, 2>& weights,
                                  const Tensors& outputs, const Batch& batch,
                                  at::Reduction::Reduction reduction) {
  const at::Tensor& logits = outputs.at(0);
  return at::cross_entropy_loss(
      logits, batch.targets.at(0).to(at::kLong),
      at::tensor({weights[0], weights[1]}, logits.options()), reduction);
}

}  // namespace

std::array<double, 2> class_weights(const std::vector<bool>& responds,
                                    std::string_view what) {
  const auto all = static_cast<double>(responds.size());
  const auto yes = static_cast<double>(std::ranges::count(responds, true));
  check(yes > 0 && yes < all, what, ": of ", responds.size(), " slides ", yes,
        " are of patients who responded; classes are weighed by their sizes, "
        "so each needs a slide");
  return {all / (all - yes), all / yes};
}

ObjectiveTerm weighted_class_term(const std::array<double, 2>& weights) {
  return {.name = "cross_entropy",
          .value =
              [weights](const Tensors& outputs, const Batch& batch) {
                return weighted_cross_entropy(weights, outputs, batch,
                                              at::Reduction::Mean);
              },
          .of_constant =
              [weights](const Examples& examples) {
                double yes = 0, no = 0;
                for (std::size_t i = 0; i < examples.count; ++i) {
                  const at::Tensor seen = examples.batch({i}).targets.at(0);
                  const auto ones = seen.sum().item<double>();
                  yes += ones;
                  no += static_cast<double>(seen.numel()) - ones;
                }
                return binary_entropy(weights[1] * yes /
                                      (weights[0] * no + weights[1] * yes));
              }};
}

Score weighted_class_score(const std::array<double, 2>& weights) {
  return {
      "weighted_cross_entropy",
      [weights](const Tensors& outputs, const Batch& batch) {
        const at::Tensor sum =
            weighted_cross_entropy(weights, outputs, batch, at::Reduction::Sum);
        return sum.item<double>() / static_cast<double>(outputs.at(0).size(0));
      }};
}

Score class_accuracy_score() {
  return {"accuracy", [](const Tensors& outputs, const Batch& batch) {
            const at::Tensor logits = outputs.at(0);
            const at::Tensor called = logits.select(1, 1) > logits.select(1, 0);
            const at::Tensor seen = batch.targets.at(0) > 0.5;
            return (called == seen).to(at::kDouble).mean().item<double>();
          }};
}

at::Tensor response_chances(const at::Tensor& logits) {
  return at::softmax(logits, 1).select(1, 1).contiguous();
}

}  // namespace moonstain
