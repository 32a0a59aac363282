#include "core/learn/train/optimiser.h"

#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/clamp_max.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr const char* kFirst = ".first";
constexpr const char* kSecond = ".second";
constexpr const char* kSteps = ".steps";

void check_rule(const Adam& rule) {
  check(rule.beta1 >= 0 && rule.beta1 < 1 && rule.beta2 >= 0 &&
            rule.beta2 < 1 && rule.eps >= 0,
        "Adam: betas ", rule.beta1, " and ", rule.beta2, " and epsilon ",
        rule.eps, "; betas lie in [0, 1), epsilon is at least 0");
}

void check_rule(const Sgd& rule) {
  check(rule.momentum >= 0 && (rule.momentum > 0 || !rule.nesterov),
        "SGD: momentum ", rule.momentum,
        rule.nesterov ? "; Nesterov's step needs one above 0"
                      : "; it must be at least 0");
}

// The kernels want the count where the values are.
at::Tensor no_steps(const at::Tensor& value) {
  return at::zeros({}, at::TensorOptions(at::kFloat).device(value.device()));
}

}  // namespace

Optimiser::Optimiser(const State& state, OptimiserOptions options)
    : options_(std::move(options)) {
  std::visit([](const auto& rule) { check_rule(rule); }, options_.rule);
  check(options_.weight_decay >= 0 && options_.clip_norm.value_or(1) > 0,
        "optimiser: weight_decay = ", options_.weight_decay,
        " must be at least 0, clip_norm = ", options_.clip_norm.value_or(1),
        " above 0");
  for (const ParameterGroup& group : options_.groups) {
    groups_.push_back({group.weight_decay, group.rate_scale, {}});
  }
  groups_.push_back({options_.weight_decay, 1, {}});
  for (const StateTensor& tensor : state) {
    if (!tensor.trained) continue;
    std::size_t group = 0;
    while (group < options_.groups.size() &&
           !options_.groups[group].holds(tensor)) {
      ++group;
    }
    groups_[group].parameters.push_back(
        {tensor.name, tensor.value, {}, {}, {}});
  }
}

void Optimiser::step(double learning_rate) {
  const c10::NoGradGuard no_gradient;
  if (options_.clip_norm) clip();
  for (Group& group : groups_) {
    std::visit([&](const auto& rule) { apply(rule, group, learning_rate); },
               options_.rule);
    for (const Parameter& parameter : group.parameters) {
      parameter.value.mutable_grad().reset();
    }
  }
}

Weights Optimiser::moments() const {
  State state;
  for (const Group& group : groups_) {
    for (const Parameter& parameter : group.parameters) {
      const auto add = [&](const char* what, const at::Tensor& value) {
        if (!value.defined()) return;
        state.push_back({concat(parameter.name, what), value.contiguous()});
      };
      add(kFirst, parameter.first);
      add(kSecond, parameter.second);
      add(kSteps, parameter.steps);
    }
  }
  return weights_of(state);
}

void Optimiser::load_moments(const Weights& moments, std::string_view where) {
  State state;
  std::vector<at::Tensor*> to;
  for (Group& group : groups_) {
    for (Parameter& parameter : group.parameters) {
      const auto add = [&](const char* what, at::Tensor& value,
                           const at::Tensor& like) {
        const std::string name = concat(parameter.name, what);
        if (!moments.has(name)) return;
        // Row-major, as it is stored: a parameter may be a transpose.
        state.push_back({name, at::empty(like.sizes(), like.options())});
        value = at::empty_like(like);
        to.push_back(&value);
      };
      const at::Tensor value = parameter.value.detach();
      add(kFirst, parameter.first, value);
      add(kSecond, parameter.second, value);
      add(kSteps, parameter.steps, no_steps(value));
    }
  }
  load_weights(state, moments, where, "the optimiser");
  for (std::size_t i = 0; i < to.size(); ++i) to[i]->copy_(state[i].value);
}

// torch.nn.utils.clip_grad_norm_
void Optimiser::clip() const {
  std::vector<at::Tensor> gradients;
  std::vector<at::Tensor> norms;
  for (const Group& group : groups_) {
    for (const Parameter& parameter : group.parameters) {
      const at::Tensor& gradient = parameter.value.grad();
      if (!gradient.defined()) continue;
      gradients.push_back(gradient);
      norms.push_back(at::linalg_vector_norm(gradient, 2));
    }
  }
  if (gradients.empty()) return;
  const at::Tensor norm = at::linalg_vector_norm(at::stack(norms), 2);
  const at::Tensor scale =
      at::clamp_max(norm.add(1e-6).reciprocal().mul(*options_.clip_norm), 1);
  for (at::Tensor& gradient : gradients) gradient.mul_(scale);
}

void Optimiser::apply(const Adam& rule, Group& group, double learning_rate) {
  std::vector<at::Tensor> values, gradients, means, squares, steps;
  for (Parameter& parameter : group.parameters) {
    const at::Tensor& gradient = parameter.value.grad();
    if (!gradient.defined()) continue;
    if (!parameter.steps.defined()) {
      parameter.steps = no_steps(parameter.value);
      parameter.first = at::zeros_like(parameter.value.detach());
      parameter.second = at::zeros_like(parameter.value.detach());
    }
    // The kernel reads the number of this step: it is counted before.
    parameter.steps.add_(1);
    values.push_back(parameter.value);
    gradients.push_back(gradient);
    means.push_back(parameter.first);
    squares.push_back(parameter.second);
    steps.push_back(parameter.steps);
  }
  if (values.empty()) return;
  if (rule.decoupled_decay) {
    at::_fused_adamw_(values, gradients, means, squares, {}, steps,
                      learning_rate * group.rate_scale, rule.beta1, rule.beta2,
                      group.weight_decay, rule.eps, /*amsgrad=*/false,
                      /*maximize=*/false);
  } else {
    at::_fused_adam_(values, gradients, means, squares, {}, steps,
                     learning_rate * group.rate_scale, rule.beta1, rule.beta2,
                     group.weight_decay, rule.eps, /*amsgrad=*/false,
                     /*maximize=*/false);
  }
}

// The kernel takes the first momentum from the gradient for all parameters of
// a call or for none: those that step for the first time go apart.
void Optimiser::apply(const Sgd& rule, Group& group, double learning_rate) {
  struct Call {
    std::vector<at::Tensor> values, gradients, momenta;
  };
  Call first, later;
  for (Parameter& parameter : group.parameters) {
    const at::Tensor& gradient = parameter.value.grad();
    if (!gradient.defined()) continue;
    Call& call = parameter.first.defined() ? later : first;
    call.values.push_back(parameter.value);
    call.gradients.push_back(gradient);
    if (rule.momentum == 0) continue;
    if (!parameter.first.defined()) {
      parameter.first = at::empty_like(gradient);
    }
    call.momenta.push_back(parameter.first);
  }
  for (Call* call : {&first, &later}) {
    if (call->values.empty()) continue;
    at::_fused_sgd_(call->values, call->gradients, call->momenta,
                    group.weight_decay, rule.momentum,
                    learning_rate * group.rate_scale, /*dampening=*/0,
                    rule.nesterov, /*maximize=*/false,
                    /*is_first_step=*/rule.momentum != 0 && call == &first);
  }
}

}  // namespace moonstain
