#pragma once

#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/learn/network/carried.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/training.h"
#include "models/networks/hist.h"
#include "tests/support/published_network.h"

namespace moonstain {

// What is recorded of HiST's network on a grid of 80 x 64, two sections: a
// state, four runs and five steps of Adam (tests/golden/learn/README.md).

/// A network of `genes` outputs filled by the rule, and its batch.
struct HistCase {
  std::unique_ptr<HistNetwork> network;
  Batch batch;

  /// @param targets  [2, genes, 80, 64]
  HistCase(std::int64_t genes, const at::Tensor& targets, at::ScalarType type) {
    prepare_torch();
    network =
        hist_network({.genes = genes, .float64 = type == at::kDouble}, {});
    fill_by_rule(network->state());
    batch.inputs = {
        made_by_rule("input:features", {2, 768, 80, 64}, [](double u) {
          return 2 * u - 1;
        }).to(type)};
    batch.targets = {targets.to(type)};
  }
};

/// Names, shapes and their order, and how many values are trained.
inline void check_hist_state(const HistCase& of, const Json& golden) {
  Json state = Json::array();
  for (const StateTensor& tensor : of.network->state()) {
    state.push_back({tensor.name, tensor.value.sizes().vec()});
  }
  BOOST_TEST(state == golden.at("state"));
  BOOST_TEST(of.network->parameters() ==
             golden.at("parameter_count").get<std::int64_t>());
}

/// The output, its loss, all maps in between and, in training, the running
/// values behind the pass.
///
/// @param run  of "runs"
/// @return     the outputs
inline Tensors check_hist_run(const HistCase& of, Mode mode,
                              const ObjectiveTerm& term, const Json& run,
                              double relative) {
  Tensors outputs = check_modules(*of.network, of.batch.inputs, mode,
                                  run.at("intermediate"), relative);
  check_recorded("output", outputs.at(0), run.at("output"), relative);
  check_near("loss", term.value(outputs, of.batch).item<double>(),
             run.at("loss"), relative);
  if (mode == Mode::evaluation) return outputs;
  for (const auto& [buffer, values] : run.at("buffers_after").items()) {
    check_recorded(buffer, tensor_named(of.network->state(), buffer), values,
                   relative);
  }
  return outputs;
}

/// Five steps of Adam at the authors' rates, each with the loss before it; then
/// the output in evaluation, its loss, and tensors of the state. The network
/// is moved.
///
/// @param training   of the golden file
/// @param each_step  of a step's outputs in training, before it moves
/// @return           the outputs behind the steps, in evaluation
inline Tensors check_hist_steps(
    const HistCase& of, ObjectiveTerm term, const Json& training,
    const std::function<void(const Tensors& outputs, const Json& step)>&
        each_step) {
  Tensors seen;
  const auto value = term.value;
  term.value = [&](const Tensors& outputs, const Batch& batch) {
    seen = outputs;
    return value(outputs, batch);
  };
  Optimiser adam(of.network->state(), {.rule = Adam{}, .weight_decay = 1e-4});
  BOOST_TEST(training.at("steps").size() == 5U);
  for (const Json& step : training.at("steps")) {
    const StepValue made =
        train_step(*of.network, of.batch, {{term}}, adam, step.at("lr"));
    check_near(concat("loss before step ", step.at("step").get<int>()),
               made.loss, step.at("loss"), 1e-8);
    each_step(std::exchange(seen, {}), step);
  }
  const Json& after = training.at("after_5_steps_eval");
  const c10::NoGradGuard no_gradient;
  Tensors outputs = of.network->forward(of.batch.inputs, Mode::evaluation);
  check_recorded("output after the steps", outputs.at(0), after.at("output"),
                 1e-7);
  check_near("loss after the steps", value(outputs, of.batch).item<double>(),
             after.at("loss"), 1e-7);
  for (const auto& [name, values] : after.at("state").items()) {
    check_recorded(name, tensor_named(of.network->state(), name), values, 1e-7);
  }
  return outputs;
}

}  // namespace moonstain
