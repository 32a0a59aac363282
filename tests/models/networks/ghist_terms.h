#pragma once

#include <ATen/TensorOperators.h>

#include <array>

#include "models/networks/ghist_loss.h"

namespace moonstain {

/// The ten terms of `ghist_objective` for one output, each with its weight.
struct GhistLoss {
  std::array<at::Tensor, 10> terms;
  at::Tensor total;  ///< their sum
};

inline GhistLoss ghist_loss(const GhistOutput& output,
                            const GhistTargets& targets,
                            const GhistShape& shape, const GhistRoles& roles) {
  const Objective objective = ghist_objective(shape, roles);
  const Tensors outputs = output.tensors();
  const Batch batch{{}, targets.tensors()};
  GhistLoss loss;
  for (std::size_t i = 0; i < loss.terms.size(); ++i) {
    loss.terms[i] = objective.terms.at(i).value(outputs, batch);
    loss.total = i == 0 ? loss.terms[i] : loss.total + loss.terms[i];
  }
  return loss;
}

}  // namespace moonstain
