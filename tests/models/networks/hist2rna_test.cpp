#include "models/networks/hist2rna.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>

#include <boost/test/unit_test.hpp>
#include <vector>

#include "core/learn/network/torch_runtime.h"
#include "models/networks/hist2rna_model.h"
#include "tests/learn/spot_training.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

const Json& published() {
  static const Json made = read_golden("learn/hist2rna");
  return made;
}

std::unique_ptr<Network> published_network(at::ScalarType type) {
  prepare_torch();
  auto network = hist2rna_network(
      {.features = 40, .genes = 50, .float64 = type == at::kDouble}, {});
  fill_by_rule(network->state());
  return network;
}

Batch sequences(int length, at::ScalarType type) {
  const std::string name = concat("input:sequence_L", length);
  return {{made_by_rule(name, {5, length, 40}, [](double u) { return 2 * u; })
               .to(type)},
          {made_by_rule("input:target", {5, 50}, [](double u) {
             return 6 * u;
           }).to(type)}};
}

// Sequences of one and of seven.
constexpr int kLengths[] = {1, 7};

}  // namespace

BOOST_AUTO_TEST_SUITE(hist2rna_test)

// 1280 F + 513 G + 394,496: with 2,048 features and 785 genes 3,418,641.
BOOST_AUTO_TEST_CASE(the_state_is_the_published_one) {
  check_published_state(*published_network(at::kFloat),
                        published().at("cases").at(0));
  BOOST_TEST(
      hist2rna_network({.features = 2048, .genes = 785}, {})->parameters() ==
      3'418'641);
}

BOOST_AUTO_TEST_CASE(the_published_outputs_are_met) {
  const c10::NoGradGuard no_gradient;
  for (std::size_t i = 0; i < 2; ++i) {
    for (const std::string type : {"float64", "float32"}) {
      const at::ScalarType number =
          type == "float64" ? at::kDouble : at::kFloat;
      check_published(
          "expression",
          published_network(number)
              ->forward(sequences(kLengths[i], number).inputs, Mode::evaluation)
              .at(0),
          published().at("cases").at(i).at("eval").at("outputs").at("pred"),
          type);
    }
  }
}

// Three, five and two patches of three patients, of which the authors' training
// script takes the mean before the network.
BOOST_AUTO_TEST_CASE(means_of_patches_give_the_published_expression) {
  const c10::NoGradGuard no_gradient;
  std::vector<at::Tensor> means;
  for (const std::int64_t patches : {3, 5, 2}) {
    means.push_back(made_by_rule(concat("input:patch_features_", means.size()),
                                 {patches, 40}, [](double u) { return 2 * u; })
                        .mean(0, /*keepdim=*/true));
  }
  for (const std::string type : {"float64", "float32"}) {
    const at::ScalarType number = type == "float64" ? at::kDouble : at::kFloat;
    check_published(
        "expression",
        published_network(number)
            ->forward({at::stack(means).to(number)}, Mode::evaluation)
            .at(0),
        published().at("cases").at(2).at("eval").at("outputs").at("pred"),
        type);
  }
}

BOOST_AUTO_TEST_CASE(modules_give_the_published_values) {
  for (std::size_t i = 0; i < 2; ++i) {
    check_published_modules(*published_network(at::kDouble),
                            sequences(kLengths[i], at::kDouble).inputs,
                            Mode::evaluation,
                            published().at("cases").at(i).at("eval"));
  }
}

BOOST_AUTO_TEST_CASE(five_published_steps_are_met) {
  for (std::size_t i = 0; i < 2; ++i) {
    const auto network = published_network(at::kDouble);
    check_published_steps(*network, sequences(kLengths[i], at::kDouble),
                          {{mse_term()}},
                          {.rule = Adam{}, .weight_decay = 0.01}, 1e-4,
                          published().at("cases").at(i).at("loss"), "pred");
  }
}

// A vector a patient, as the authors' first script stores features, is no
// sequence to the network of their second, which stops with an error too.
BOOST_AUTO_TEST_CASE(features_that_are_no_sequence_are_refused) {
  BOOST_TEST(published().at("functions").at("rank_2_features").at("result") ==
             "RuntimeError");
  const auto network = published_network(at::kFloat);
  const at::Tensor vectors = sequences(1, at::kFloat).inputs.at(0).squeeze(1);
  BOOST_TEST(error_of([&] { network->forward({vectors}, Mode::evaluation); }) ==
             "hist2rna_model: features are [5, 40]; expected [samples, length, "
             "features]");
}

BOOST_AUTO_TEST_CASE(a_network_of_nothing_is_refused) {
  BOOST_TEST(error_of([] { hist2rna_network({}, {}); }) ==
             "hist2rna_model: 0 features and 0 genes; at least one of each is "
             "needed");
}

// Genes that follow a feature are told of a section that was not seen, and a
// training repeats.
BOOST_AUTO_TEST_CASE(genes_that_follow_features_are_learned) {
  prepare_torch();
  const SpotMethod method = hist2rna_method();
  const auto trained = [&] {
    return trained_on_sample(hist2rna_model_step(), method,
                             {{"epochs", 40}, {"learning_rate", 1e-3}});
  };
  const Model model = trained();
  const SpotSample other("u", 2);
  BOOST_TEST(left_of(predicted_of(method, model, other), other) < 0.2);
  BOOST_TEST(model.weights.tensors[0].bytes ==
             trained().weights.tensors[0].bytes);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
