// HiST's network of genes beside the authors' code: 16 genes on a grid of 80 x
// 64, two sections (tests/golden/learn/README.md).

#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/learn/network/carried.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/training.h"
#include "models/networks/hist.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"

namespace moonstain {
namespace {

const Json& golden() {
  static const Json made = read_golden("learn/hist_gene");
  return made;
}

struct Published {
  std::unique_ptr<HistNetwork> network;
  Batch batch;

  explicit Published(at::ScalarType type) {
    prepare_torch();
    network = hist_network({.genes = 16, .float64 = type == at::kDouble}, {});
    fill_by_rule(network->state());
    batch.inputs = {
        made_by_rule("input:features", {2, 768, 80, 64}, [](double u) {
          return 2 * u - 1;
        }).to(type)};
    batch.targets = {
        made_by_rule("input:target_gene", {2, 16, 80, 64}, [](double u) {
          return std::max(0.0, 8 * u - 4);
        }).to(type)};
  }
};

// The output, its loss, all maps in between and the running values behind the
// pass.
void check_run(at::ScalarType type, Mode mode, const std::string& name,
               double relative) {
  const Published published(type);
  const Json& run = golden().at("runs").at(name);
  const Tensors outputs =
      check_modules(*published.network, published.batch.inputs, mode,
                    run.at("intermediate"), relative);
  check_recorded(name, outputs.at(0), run.at("output"), relative);
  check_near(concat(name, " loss"),
             mse_term().value(outputs, published.batch).item<double>(),
             run.at("loss"), relative);
  if (mode == Mode::evaluation) return;
  for (const auto& [buffer, values] : run.at("buffers_after").items()) {
    check_recorded(buffer, tensor_named(published.network->state(), buffer),
                   values, relative);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist_gene_test)

BOOST_AUTO_TEST_CASE(the_state_is_the_authors) {
  const Published published(at::kFloat);
  Json state = Json::array();
  for (const StateTensor& tensor : published.network->state()) {
    state.push_back({tensor.name, tensor.value.sizes().vec()});
  }
  BOOST_TEST(state == golden().at("state"));
  BOOST_TEST(published.network->parameters() ==
             golden().at("parameter_count").get<std::int64_t>());
}

BOOST_AUTO_TEST_CASE(maps_in_evaluation_are_the_authors) {
  check_run(at::kDouble, Mode::evaluation, "float64/eval", 1e-10);
  check_run(at::kFloat, Mode::evaluation, "float32/eval", 1e-4);
}

BOOST_AUTO_TEST_CASE(maps_in_training_are_the_authors) {
  check_run(at::kDouble, Mode::training, "float64/train", 1e-10);
  check_run(at::kFloat, Mode::training, "float32/train", 1e-4);
}

// Each with the loss before it; the rate is that of the authors' schedule.
BOOST_AUTO_TEST_CASE(steps_lose_what_the_authors_lose) {
  const Published published(at::kDouble);
  Optimiser adam(published.network->state(),
                 {.rule = Adam{}, .weight_decay = 1e-4});
  for (const Json& step : golden().at("training").at("steps")) {
    const StepValue value = train_step(*published.network, published.batch,
                                       {{mse_term()}}, adam, step.at("lr"));
    check_near(concat("loss before step ", step.at("step").get<int>()),
               value.loss, step.at("loss"), 1e-8);
  }
  const Json& after = golden().at("training").at("after_5_steps_eval");
  const c10::NoGradGuard no_gradient;
  const Tensors outputs =
      published.network->forward(published.batch.inputs, Mode::evaluation);
  check_recorded("output after the steps", outputs.at(0), after.at("output"),
                 1e-6);
  for (const auto& [name, values] : after.at("state").items()) {
    check_recorded(name, tensor_named(published.network->state(), name), values,
                   1e-6);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
