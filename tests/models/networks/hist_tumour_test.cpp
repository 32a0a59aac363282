// HiST's network with one output beside the authors' code, in float64.

#include <ATen/TensorOperators.h>
#include <ATen/ops/sigmoid.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/training.h"
#include "models/networks/hist.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"

namespace moonstain {
namespace {

struct Published {
  Json golden = read_golden("learn/hist_tumour");
  std::unique_ptr<Network> network;
  Batch batch;

  Published() {
    prepare_torch();
    network = hist_network({.genes = 1, .float64 = true}, {});
    fill_by_rule(network->state());
    batch.inputs = {made_by_rule("input:features", {2, 768, 80, 64},
                                 [](double u) { return 2 * u - 1; })};
    batch.targets = {
        made_by_rule("input:target_mask", {2, 1, 80, 64},
                     [](double u) { return u > 0.7 ? 1.0 : 0.0; })};
  }
};

bool near(double found, double expected, double relative) {
  return std::abs(found - expected) <= relative * std::abs(expected);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist_tumour_test)

BOOST_AUTO_TEST_CASE(logits_probabilities_and_loss_are_the_authors) {
  const Published published;
  const Json& expected = published.golden.at("eval");
  const c10::NoGradGuard no_gradient;
  const Tensors outputs =
      published.network->forward(published.batch.inputs, Mode::evaluation);
  check_recorded("logits", outputs.at(0), expected.at("output"), 1e-10);
  check_recorded("sigmoid", at::sigmoid(outputs.at(0)), expected.at("sigmoid"),
                 1e-10);
  BOOST_TEST(near(bce_term().value(outputs, published.batch).item<double>(),
                  expected.at("loss"), 1e-10));
  BOOST_TEST(near(iou_score().of(outputs, published.batch),
                  expected.at("scores").at(0), 1e-10));
}

// Two steps of Adam with L2 decay, each with the loss and overlap before it.
BOOST_AUTO_TEST_CASE(steps_lose_what_the_authors_lose) {
  Published published;
  Optimiser adam(
      published.network->state(),
      {.rule = Adam{}, .weight_decay = 1e-4, .clip_norm = {}, .groups = {}});
  const Json& steps = published.golden.at("steps");
  for (std::size_t step = 0; step < 2; ++step) {
    const StepValue value =
        train_step(*published.network, published.batch, {{bce_term()}}, adam,
                   steps.at(step).at("lr"));
    BOOST_TEST(near(value.loss, steps.at(step).at("loss"), 1e-8));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
