#include "core/learn/train/fit.h"

#include <c10/core/GradMode.h>

namespace moonstain {

double evaluated_loss(Network& network, const Examples& examples,
                      const Objective& objective) {
  const c10::NoGradGuard no_gradient;
  double sum = 0;
  double weights = 0;
  for (std::size_t i = 0; i < examples.count; ++i) {
    const Batch batch = examples.batch({i});
    const Tensors outputs = network.forward(batch.inputs, Mode::evaluation);
    const double loss = objective.value(outputs, batch).total.item<double>();
    const auto weight = static_cast<double>(batch.targets.at(0).numel());
    sum += weight * loss;
    weights += weight;
  }
  return sum / weights;
}

}  // namespace moonstain
