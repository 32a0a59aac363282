#include "models/networks/stnet.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

const Json& published() {
  static const Json made = read_golden("learn/stnet");
  return made;
}

std::unique_ptr<Network> published_stnet(at::ScalarType type) {
  prepare_torch();
  auto network =
      stnet_network({.genes = 14, .float64 = type == at::kDouble}, {});
  fill_by_rule(network->state());
  return network;
}

Batch pictures(at::ScalarType type) {
  return {{made_by_rule("input:image", {4, 3, 64, 64},
                        [](double u) { return 2 * u - 1; })
               .to(type)},
          {made_by_rule("input:target", {4, 14}, [](double u) {
             return -8 - 2 * u;
           }).to(type)}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stnet_test)

BOOST_AUTO_TEST_CASE(the_state_is_the_published_one) {
  check_published_state(*published_stnet(at::kFloat),
                        published().at("cases").at(0));
}

BOOST_AUTO_TEST_CASE(parameter_counts_are_the_published_ones) {
  prepare_torch();
  const std::int64_t rows[][2] = {
      {250, 7'210'106}, {171, 7'129'131}, {785, 7'758'481}};
  for (const auto& [genes, count] : rows) {
    BOOST_TEST(stnet_network({.genes = genes}, {})->parameters() == count);
  }
}

BOOST_AUTO_TEST_CASE(the_published_outputs_are_met) {
  const c10::NoGradGuard no_gradient;
  const Json& run = published().at("cases").at(0);
  for (const std::string type : {"float64", "float32"}) {
    const at::ScalarType number = type == "float64" ? at::kDouble : at::kFloat;
    const auto network = published_stnet(number);
    const Tensors inputs = pictures(number).inputs;
    check_published("evaluation",
                    network->forward(inputs, Mode::evaluation).at(0),
                    run.at("eval").at("outputs").at("pred"), type);
    check_published("training", network->forward(inputs, Mode::training).at(0),
                    run.at("train").at("outputs").at("pred"), type);
  }
}

BOOST_AUTO_TEST_CASE(five_published_steps_are_met) {
  const auto network = published_stnet(at::kDouble);
  const Batch batch = pictures(at::kDouble);
  const Json& loss = published().at("cases").at(0).at("loss");
  check_published_steps(
      *network, batch, {{summed_squares_term()}},
      {.rule = Sgd{.momentum = 0.9}, .clip_norm = {}, .groups = {}}, 1e-6, loss,
      "pred");
}

// So that with a bias each spot is given it, whatever its picture shows.
BOOST_AUTO_TEST_CASE(it_starts_with_nothing_of_the_picture) {
  const Json& run = published().at("cases").at(0);
  BOOST_TEST(run.at("fresh_head_output_is_zero").get<bool>());
  prepare_torch();
  const auto network = stnet_network({.genes = 3}, {1, "stnet_test"});
  const c10::NoGradGuard no_gradient;
  const at::Tensor out =
      network->forward({at::ones({2, 3, 32, 32})}, Mode::training).at(0);
  BOOST_TEST(out.count_nonzero().item<std::int64_t>() == 0);
}

// Two spots of two genes, errors 1, 2, 3, 4: 30 / 2.
BOOST_AUTO_TEST_CASE(squares_are_summed_over_spots_alone) {
  const at::Tensor errors = at::tensor({1.F, 2.F, 3.F, 4.F}).reshape({2, 2});
  const Batch batch{{}, {at::zeros({2, 2})}};
  BOOST_TEST(summed_squares_term().value({errors}, batch).item<float>() ==
             15.F);
}

BOOST_AUTO_TEST_CASE(symmetries_have_the_published_order) {
  const Json& images =
      published().at("functions").at("eight_symmetries").at("images_channel_0");
  const at::Tensor bytes =
      made_by_rule("input:symmetry", {5, 5, 3},
                   [](double u) { return std::floor(256 * u); });
  const auto found = eight_symmetries(bytes.permute({2, 0, 1}));
  BOOST_REQUIRE(found.size() == images.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    Json rows = Json::array();
    for (int row = 0; row < 5; ++row) {
      Json values = Json::array();
      for (int column = 0; column < 5; ++column) {
        values.push_back(
            static_cast<std::int64_t>(found[i][0][row][column].item<double>()));
      }
      rows.push_back(values);
    }
    BOOST_TEST(rows == images[i], "symmetry " << i);
  }
}

BOOST_AUTO_TEST_CASE(a_configuration_without_genes_is_refused) {
  BOOST_TEST(error_of([] { stnet_network({}, {}); }) ==
             "stnet_model: 0 genes; at least one is needed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
