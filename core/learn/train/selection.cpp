#include "core/learn/train/selection.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/l1_loss.h>
#include <c10/core/GradMode.h>

#include <cmath>

namespace moonstain {

Score mae_score() {
  return {
      "mae", [](const Tensors& outputs, const Batch& batch) {
        return at::l1_loss(outputs.at(0), batch.targets.at(0)).item<double>();
      }};
}

Score iou_score() {
  return {"iou", [](const Tensors& outputs, const Batch& batch) {
            constexpr double kSmooth = 1e-5;
            const at::Tensor called = outputs.at(0) > 0;
            const at::Tensor seen = batch.targets.at(0) > 0.5;
            const auto both = (called & seen).sum().item<double>();
            const auto either = (called | seen).sum().item<double>();
            return (both + kSmooth) / (either + kSmooth);
          }};
}

void BestState::offer(std::int64_t epoch, double score, const State& state) {
  if (epoch < selection_.from_epoch || std::isnan(score)) return;
  const bool better =
      selection_.better == Better::lower ? score < score_ : score > score_;
  if (epoch_ && !better) return;
  epoch_ = epoch;
  score_ = score;
  copies_.clear();
  for (const StateTensor& tensor : state) {
    copies_.push_back(tensor.value.detach().clone());
  }
}

std::optional<std::int64_t> BestState::restore(State& state) const {
  if (!epoch_) return std::nullopt;
  const c10::NoGradGuard no_gradient;
  for (std::size_t i = 0; i < state.size(); ++i) {
    state[i].value.copy_(copies_[i]);
  }
  return epoch_;
}

}  // namespace moonstain
