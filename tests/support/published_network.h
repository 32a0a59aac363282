#pragma once

#include <c10/core/GradMode.h>

#include <cmath>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/learn/network/carried.h"
#include "core/learn/train/training.h"
#include "tests/support/published_values.h"

namespace moonstain {

// What is recorded of a published network's case: its state, outputs in a type
// and the losses of its first steps (tests/golden/learn/README.md).

/// Names, shapes and their order, and how many values are trained.
inline void check_published_state(const Network& network,
                                  const Json& published) {
  Json state = Json::array();
  for (const StateTensor& tensor : network.state()) {
    state.push_back({tensor.name, tensor.value.sizes().vec()});
  }
  BOOST_TEST(state == published.at("state"));
  BOOST_TEST(network.parameters() ==
             published.at("trainable_parameters").get<std::int64_t>());
}

/// A recorded output or submodule in `type`, "float64" or "float32": within
/// 1e-10 or 1e-4 of its largest value.
inline void check_published(const std::string& what, const at::Tensor& found,
                            const Json& published, const std::string& type) {
  Json recorded = published.at(type);
  recorded["shape"] = published.at("shape");
  check_recorded(what, found, recorded, type == "float64" ? 1e-10 : 1e-4);
}

/// Modules between input and output in one pass of a network, all that are
/// recorded, by name.
/// @return  the outputs of the pass
inline Tensors check_modules(Network& network, const Tensors& inputs, Mode mode,
                             const Json& recorded, double relative) {
  std::set<std::string> compared;
  network.watch([&](std::string_view module, const at::Tensor& values) {
    const std::string name(module);
    // A module that is called again is recorded of its first call.
    if (!recorded.contains(name) || !compared.insert(name).second) return;
    check_recorded(name, values, recorded.at(name), relative);
  });
  const c10::NoGradGuard no_gradient;
  Tensors outputs = network.forward(inputs, mode);
  network.watch({});
  for (const auto& [name, values] : recorded.items()) {
    BOOST_TEST(compared.contains(name), name << " was not seen");
  }
  return outputs;
}

/// The same of a run of a case with its "intermediate", in float64.
inline void check_published_modules(Network& network, const Tensors& inputs,
                                    Mode mode, const Json& published) {
  Json recorded = Json::object();
  for (const auto& [name, values] : published.at("intermediate").items()) {
    recorded[name] = values.at("float64");
    recorded[name]["shape"] = values.at("shape");
  }
  check_modules(network, inputs, mode, recorded, 1e-10);
}

/// Near by `relative` of the expected value, or of 1e-3 where that is smaller.
inline void check_near(const std::string& what, double found, double expected,
                       double relative) {
  BOOST_TEST(std::fabs(found - expected) <=
                 relative * std::max(1e-3, std::fabs(expected)),
             what << ": " << found << ", expected " << expected);
}

/// Sum and sum of squares of tensors of a state by name, such as running values
/// behind a pass.
inline void check_published_sums(const State& state, const Json& published) {
  for (const auto& [name, sums] : published.items()) {
    const at::Tensor& value = tensor_named(state, name);
    check_near(name, value.sum().item<double>(), sums.at(0), 1e-10);
    check_near(name, value.square().sum().item<double>(), sums.at(1), 1e-10);
  }
}

/// Gradients before the first step, the losses before each of five and behind
/// the last, then an output in evaluation mode; the network is moved.
///
/// @param published  "loss" of the case
/// @param output     of the network, under its name "eval_output_after_steps"
inline void check_published_steps(Network& network, const Batch& batch,
                                  const Objective& objective,
                                  const OptimiserOptions& options,
                                  double learning_rate, const Json& published,
                                  const std::string& output,
                                  double relative = 1e-10) {
  const Weights first = weights_of(network.state());
  objective.value(network.forward(batch.inputs, Mode::training), batch)
      .total.backward();
  double squares = 0;
  for (const StateTensor& tensor : network.state()) {
    if (!tensor.trained || !tensor.value.grad().defined()) continue;
    const at::Tensor gradient = tensor.value.grad();
    const double sumsq = gradient.square().sum().item<double>();
    squares += sumsq;
    if (published.contains("grad_first_step_sum_sumsq")) {
      const Json& sums =
          published.at("grad_first_step_sum_sumsq").at(tensor.name);
      check_near(tensor.name, sumsq, sums.at(1), relative);
      // Where values cancel, their sum is rounding: near by their size.
      BOOST_TEST(
          std::fabs(gradient.sum().item<double>() - sums.at(0).get<double>()) <=
              relative * std::max(1e-3, std::sqrt(sumsq)),
          tensor.name << ": the sum of its gradient");
    }
    tensor.value.mutable_grad().reset();
  }
  check_near("norm of the gradient", std::sqrt(squares),
             published.at("grad_norm_first_step"), relative);
  // The pass has moved running values.
  load_weights(network.state(), first, "the first state", "itself");

  const Json& losses = published.at("losses");
  Optimiser optimiser(network.state(), options);
  for (std::size_t i = 0; i + 1 < losses.size(); ++i) {
    const StepValue value =
        train_step(network, batch, objective, optimiser, learning_rate);
    check_near(concat("loss before step ", i + 1), value.loss, losses.at(i),
               relative);
  }
  const c10::NoGradGuard no_gradient;
  check_near(
      "loss behind the last step",
      objective.value(network.forward(batch.inputs, Mode::training), batch)
          .total.item<double>(),
      losses.back(), relative);
  const Json& after = published.at("eval_output_after_steps").at(output);
  Json recorded = after.at("float64");
  recorded["shape"] = after.at("shape");
  check_recorded(concat(output, " after the steps"),
                 network.forward(batch.inputs, Mode::evaluation).at(0),
                 recorded, 1e-8);
}

}  // namespace moonstain
