#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/learn/network/network.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

/// Kingma and Ba 2015, arXiv:1412.6980.
struct Adam {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
  /// AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101): the decay shrinks
  /// the parameter, by rate * decay, in place of joining the gradient.
  bool decoupled_decay = false;
};

/// Stochastic gradient descent; with momentum each parameter keeps a running
/// sum of its gradients, with Nesterov's step it looks ahead along it.
struct Sgd {
  double momentum = 0;
  bool nesterov = false;
};

/// Parameters with a decay or a rate of their own, such as norms and biases
/// that do not decay.
struct ParameterGroup {
  std::function<bool(const StateTensor&)> holds;
  double weight_decay = 0;
  double rate_scale = 1;  ///< times the learning rate of the step
};

struct OptimiserOptions {
  std::variant<Adam, Sgd> rule;
  double weight_decay = 0;
  /// Where the norm of all gradients together exceeds this, they are scaled
  /// down to it, by clip_norm / (norm + 1e-6).
  std::optional<double> clip_norm = {};
  /// A parameter belongs to the first group that holds it; the others have
  /// the decay above and scale 1.
  std::vector<ParameterGroup> groups = {};
};

/// Moves a network's parameters along their gradients, as torch.optim does
/// with fused=True: the same kernels, in the order of the groups and then of
/// the state, so that the bits are PyTorch's. Two tensors of the state may
/// share storage, as a matrix and its transpose do: each has its own gradient
/// and its own moments, and the values are moved twice in a step. These kernels
/// take exact square roots, where at::sqrt is the vendor's library's and is not
/// (core/README.md, "Numeric classes"). A parameter without a gradient is left
/// as it is: no decay, no moments, and its own count of steps stays, which
/// Adam's correction of bias looks at.
class Optimiser {
 public:
  /// @throws Error on a rule, decay or clipping that makes no sense
  Optimiser(const State& state, OptimiserOptions options);

  /// One step from the gradients, which are forgotten afterwards.
  void step(double learning_rate);

  /// What is kept of earlier steps, so that training can go on from there: of
  /// each parameter that has moved "NAME.first" and, by the rule, "NAME.second"
  /// and "NAME.steps".
  Weights moments() const;
  /// @throws Error naming what is not a moment of a parameter here, or has
  ///               another shape
  void load_moments(const Weights& moments, std::string_view where);

 private:
  struct Parameter {
    std::string name;
    at::Tensor value;
    at::Tensor first;   // Adam's mean, or the momentum; undefined before use
    at::Tensor second;  // Adam's mean of squares
    at::Tensor steps;   // float32 scalar, as the kernels read it
  };
  struct Group {
    double weight_decay = 0;
    double rate_scale = 1;
    std::vector<Parameter> parameters;
  };

  void clip() const;
  void apply(const Adam& rule, Group& group, double learning_rate);
  void apply(const Sgd& rule, Group& group, double learning_rate);

  OptimiserOptions options_;
  std::vector<Group> groups_;
};

}  // namespace moonstain
