#include "models/networks/igidl.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

const Json& published() {
  static const Json made = read_golden("learn/igidl").at("cases").at(0);
  return made;
}

IgiDlConfig published_config(at::ScalarType type, double dropout) {
  return {.features = 13,
          .genes = 8,
          .width = 24,
          .fusion = {20, 16, 16},
          .dropout = dropout,
          .float64 = type == at::kDouble};
}

std::unique_ptr<Network> published_igidl(const IgiDlConfig& config) {
  prepare_torch();
  auto network = igidl_network(config, {});
  fill_by_rule(network->state());
  const c10::NoGradGuard no_gradient;
  for (StateTensor& tensor : network->state()) {
    if (tensor.name.ends_with(".eps")) tensor.value.zero_();
  }
  return network;
}

// Six patches of 64 px with 69 nuclei.
Batch patches(at::ScalarType type) {
  const auto centred = [](double u) { return 2 * u - 1; };
  std::vector<at::Tensor> features;
  std::vector<std::int64_t> starts{0}, from, to;
  for (const Json& graph : published().at("graphs")) {
    const auto nuclei = graph.at("nuclei").get<std::int64_t>();
    features.push_back(
        made_by_rule(concat("input:nuclei_features_", features.size()),
                     {nuclei, 13}, centred));
    for (const Json& edge : graph.at("edges_k_j")) {
      from.push_back(starts.back() + edge[0].get<std::int64_t>());
      to.push_back(starts.back() + edge[1].get<std::int64_t>());
    }
    starts.push_back(starts.back() + nuclei);
  }
  return {{made_by_rule("input:image", {6, 3, 64, 64}, centred).to(type),
           at::cat(features).to(type),
           at::stack({at::tensor(from), at::tensor(to)}), at::tensor(starts)},
          {made_by_rule("input:target", {6, 8}, [](double u) {
             return 4 + 2 * u;
           }).to(type)}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(igidl_test)

BOOST_AUTO_TEST_CASE(the_state_is_the_published_one) {
  check_published_state(*published_igidl(published_config(at::kFloat, 0.5)),
                        published());
}

BOOST_AUTO_TEST_CASE(parameter_counts_are_the_published_ones) {
  prepare_torch();
  const std::int64_t rows[][2] = {{171, 12'390'251}, {785, 12'548'049}};
  for (const auto& [genes, count] : rows) {
    BOOST_TEST(
        igidl_network({.features = 55, .genes = genes}, {})->parameters() ==
        count);
  }
}

BOOST_AUTO_TEST_CASE(the_published_outputs_are_met) {
  const c10::NoGradGuard no_gradient;
  for (const std::string type : {"float64", "float32"}) {
    const at::ScalarType number = type == "float64" ? at::kDouble : at::kFloat;
    for (const char* run : {"eval", "train_dropout_off"}) {
      const Json& expected = published().at(run);
      const Mode mode =
          run == std::string("eval") ? Mode::evaluation : Mode::training;
      const Tensors inputs = patches(number).inputs;
      check_published(run,
                      published_igidl(published_config(number, 0))
                          ->forward(inputs, mode)
                          .at(0),
                      expected.at("outputs").at("pred"), type);
      if (number == at::kFloat) continue;
      const auto network = published_igidl(published_config(number, 0));
      check_published_modules(*network, inputs, mode, expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(five_published_steps_are_met) {
  const auto network = published_igidl(published_config(at::kDouble, 0));
  check_published_steps(
      *network, patches(at::kDouble), {{mse_term()}},
      {.rule = Adam{}, .weight_decay = 1e-4, .clip_norm = {}, .groups = {}},
      2e-4, published().at("loss"), "pred");
}

BOOST_AUTO_TEST_CASE(a_configuration_without_genes_is_refused) {
  BOOST_TEST(error_of([] { igidl_network({.features = 5}, {}); }) ==
             "igidl_model: 5 features of a nucleus, 0 genes, width 256 and 3 "
             "fusion units; at least one of each is needed, and a width of 2");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
