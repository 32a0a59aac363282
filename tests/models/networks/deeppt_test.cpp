#include "models/networks/deeppt.h"

#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>

#include "core/learn/network/carried.h"
#include "core/learn/network/torch_runtime.h"
#include "models/networks/deeppt_model.h"
#include "tests/learn/learned_limits.h"
#include "tests/learn/spot_training.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// No code of DeepPT is public: its numbers here are by hand.
std::unique_ptr<Network> small_network() {
  prepare_torch();
  auto network = deeppt_network(
      {.features = 2, .genes = 1, .code = 2, .float64 = true}, {1, "deeppt"});
  const c10::NoGradGuard no_gradient;
  const auto put = [&](const char* name, const std::vector<double>& values) {
    const at::Tensor& to = tensor_named(network->state(), name);
    to.copy_(at::tensor(values, at::kDouble).reshape(to.sizes()));
  };
  put("encoder.weight", {1, 2, -1, 1});
  put("encoder.bias", {0.5, -0.5});
  put("decoder.weight", {1, 0, -1, 2});
  put("decoder.bias", {0, 1});
  put("hidden.weight", {2, 1, -3, 1});
  put("hidden.bias", {1, 0});
  put("output.weight", {1, 2});
  put("output.bias", {10});
  return network;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(deeppt_test)

// 2 x 2,048 x 512 + 512 + 2,048 of the autoencoder; 512^2 + 512 and 785 x 513
// of the regressor.
BOOST_AUTO_TEST_CASE(parameters_are_counted_by_hand) {
  prepare_torch();
  std::int64_t autoencoder = 0;
  std::int64_t regressor = 0;
  const auto network = deeppt_network({.features = 2048, .genes = 785}, {});
  for (const StateTensor& one : network->state()) {
    (one.name.starts_with("encoder") || one.name.starts_with("decoder")
         ? autoencoder
         : regressor) += one.value.numel();
  }
  BOOST_TEST(autoencoder == 2'099'712);
  BOOST_TEST(regressor == 665'361);
}

// Of (3, 1): code (5.5, 0) behind the ReLU, -2.5 before it; given back (5.5, 0)
// where 1 - 5.5 is below 0; hidden (12, -16.5), which has no ReLU; 12 - 33
// + 10.
BOOST_AUTO_TEST_CASE(a_spot_is_told_as_by_hand) {
  const auto network = small_network();
  const c10::NoGradGuard no_gradient;
  const at::Tensor spot = at::tensor({3., 1.}, at::kDouble).reshape({1, 2});
  const Tensors said = network->forward({spot, spot}, Mode::evaluation);
  BOOST_TEST(said.at(0).item<double>() == -11);
  BOOST_TEST(said.at(1)[0][0].item<double>() == 5.5);
  BOOST_TEST(said.at(1)[0][1].item<double>() == 0);
}

BOOST_AUTO_TEST_CASE(what_is_not_asked_is_not_said) {
  const auto network = small_network();
  const c10::NoGradGuard no_gradient;
  const at::Tensor spot = at::tensor({3., 1.}, at::kDouble).reshape({1, 2});
  const Tensors expression = network->forward({spot}, Mode::evaluation);
  BOOST_TEST(expression.at(0).item<double>() == -11);
  BOOST_TEST(!expression.at(1).defined());
  const Tensors back = network->forward({{}, spot}, Mode::evaluation);
  BOOST_TEST(!back.at(0).defined());
  BOOST_TEST(back.at(1)[0][0].item<double>() == 5.5);
}

// What is asked of the expression moves the regressor alone.
BOOST_AUTO_TEST_CASE(no_gradient_of_expression_reaches_the_autoencoder) {
  const auto network = small_network();
  network
      ->forward({at::tensor({3., 1.}, at::kDouble).reshape({1, 2})},
                Mode::training)
      .at(0)
      .sum()
      .backward();
  for (const StateTensor& one : network->state()) {
    const bool regressor =
        one.name.starts_with("hidden") || one.name.starts_with("output");
    BOOST_TEST(one.value.grad().defined() == regressor, one.name);
  }
}

// A code that is linear in the features tells the genes exactly. What has
// learned which of the four features they follow does better than a memory of
// the training spots, in which all four count alike.
BOOST_AUTO_TEST_CASE(genes_that_follow_features_are_learned) {
  prepare_torch();
  const SpotMethod method = deeppt_method();
  // A code of all but 0 needs features that are not below it.
  const Model model = [&] {
    GivenSpots given;
    for (const auto& [name, index] :
         {std::pair<std::string, int>{"s", 0}, {"t", 1}}) {
      SpotSample sample(name, static_cast<std::uint64_t>(index));
      sample.features.values.array() += 4;
      given.with("targets", sample.targets, name)
          .with("features", sample.features, name);
    }
    const StepKind step = deeppt_model_step();
    const TempFolder out;
    step.run(Inputs(method.name, given.items),
             complete_options(step.decl(), {{"epochs", 100},
                                            {"autoencoder_epochs", 100},
                                            {"batch", 6},
                                            {"learning_rate", 1e-3}}),
             out.path);
    return Model::read(out.path);
  }();
  SpotSample other("u", 2);
  const double unlearned =
      left_by_memory({SpotSample("s", 0), SpotSample("t", 1)}, other, 5);
  other.features.values.array() += 4;
  BOOST_TEST(left_of(predicted_of(method, model, other), other) < unlearned);
}

BOOST_AUTO_TEST_CASE(features_below_0_are_refused) {
  prepare_torch();
  SpotSample sample("s");
  sample.features.values.setConstant(1);
  sample.features.values(3, 1) = -0.5F;
  GivenSpots given;
  given.with("targets", sample.targets).with("features", sample.features);
  const StepKind step = deeppt_model_step();
  const TempFolder out;
  BOOST_TEST(error_of([&] {
               step.run(Inputs("deeppt_model", given.items),
                        complete_options(step.decl(), Json::object()),
                        out.path);
             }) ==
             "deeppt_model: section s has a feature of -0.5 by colour; its "
             "autoencoder gives back none below 0: use features behind a "
             "ReLU");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
