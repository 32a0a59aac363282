#include "models/networks/thitogene.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/network/torch_runtime.h"
#include "tests/models/networks/whole_section.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

constexpr std::int64_t kSpots = 32, kGenes = 9;

const Json& golden() {
  static const Json made = without_section_axis(read_golden("learn/thitogene"));
  return made;
}
const Json& published() { return golden().at("cases").at(0); }

std::unique_ptr<THItoGene> published_network(
    at::ScalarType type, double dropout = 0,
    AttentionAxis attention = AttentionAxis::faithful) {
  prepare_torch();
  auto network = thitogene_network({.genes = kGenes,
                                    .capsules = 4,
                                    .capsule_length = 16,
                                    .blocks = 1,
                                    .heads = 2,
                                    .hidden = 48,
                                    .graph_heads = 2,
                                    .dropout = dropout,
                                    .attention = attention,
                                    .float64 = type == at::kDouble},
                                   {});
  fill_with_positions(network->state());
  return network;
}

Batch section(at::ScalarType type, double scale = 256) {
  return {{patches_by_rule({kSpots, 3, 112, 112}, type, scale),
           pairs_of(published().at("inputs").at(1).at("values")),
           edges_of(golden().at("functions").at("graph").at("edges_row_col"))},
          {targets_by_rule({kSpots, kGenes}, type)}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(thitogene_test)

BOOST_AUTO_TEST_CASE(the_state_is_the_published_one) {
  check_published_state(*published_network(at::kFloat), published());
}

BOOST_AUTO_TEST_CASE(parameter_counts_are_the_published_ones) {
  prepare_torch();
  BOOST_TEST(thitogene_network({.genes = 785}, {})->parameters() == 63'586'712);
  BOOST_TEST(thitogene_network({.genes = 171, .blocks = 8}, {})->parameters() ==
             109'136'690);
}

BOOST_AUTO_TEST_CASE(a_section_gives_the_published_expression) {
  for (const auto& [type, name] : kTypes) {
    const c10::NoGradGuard no_gradient;
    const auto check_said = [&](const char* key, double dropout, Mode mode,
                                AttentionAxis axis, double scale) {
      check_published(key,
                      published_network(type, dropout, axis)
                          ->forward(section(type, scale).inputs, mode)
                          .at(0),
                      published().at(key).at("outputs").at("pred"), name);
    };
    using enum AttentionAxis;
    check_said("eval", 0.2, Mode::evaluation, faithful, 256);
    check_said("eval_raw_bytes", 0.2, Mode::evaluation, faithful, 1);
    check_said("train_dropout_0", 0, Mode::training, faithful, 256);
    check_said("eval_adjacency_without_batch_axis", 0.2, Mode::evaluation,
               corrected, 256);
  }
}

BOOST_AUTO_TEST_CASE(modules_give_the_published_values) {
  const auto check_case = [](const char* key, Mode mode, AttentionAxis axis,
                             double scale) {
    check_published_modules(*published_network(at::kDouble, 0, axis),
                            section(at::kDouble, scale).inputs, mode,
                            published().at(key));
  };
  using enum AttentionAxis;
  check_case("eval", Mode::evaluation, faithful, 256);
  check_case("train_dropout_0", Mode::training, faithful, 256);
  check_case("eval_raw_bytes", Mode::evaluation, faithful, 1);
  check_case("eval_adjacency_without_batch_axis", Mode::evaluation, corrected,
             256);
}

BOOST_AUTO_TEST_CASE(a_pass_in_training_moves_the_published_running_values) {
  const auto network = published_network(at::kDouble);
  const c10::NoGradGuard no_gradient;
  network->forward(section(at::kDouble).inputs, Mode::training);
  check_published_sums(
      network->state(),
      published().at("train_dropout_0").at("buffers_after_one_forward"));
}

BOOST_AUTO_TEST_CASE(five_steps_are_the_published_ones) {
  const auto network = published_network(at::kDouble);
  check_published_steps(*network, section(at::kDouble), {{mse_term()}}, {},
                        1e-5, published().at("loss"), "pred");
}

// Spot 5 has no neighbour, spots 4 and 5 are nobody's: softmaxes over no edge
// are uniform.
BOOST_AUTO_TEST_CASE(an_attention_layer_alone_is_the_published) {
  prepare_torch();
  const Json& expected = golden().at("functions").at("graph_attention_layer");
  const Edges edges = edges_of(
      {{0, 1}, {0, 2}, {1, 0}, {1, 3}, {2, 1}, {3, 2}, {3, 0}, {4, 0}, {4, 1}});
  const at::Tensor h =
      made_by_rule("input:gat_h", {6, 5}, [](double u) { return 2 * u - 1; });
  for (const auto& [axis, key] :
       {std::pair(AttentionAxis::faithful, "adjacency_1xNxN"),
        std::pair(AttentionAxis::corrected, "adjacency_NxN")}) {
    State state;
    SpotAttention layer(Names(state, {}, at::kDouble) / "gat1", 5, 3, axis, 0);
    fill_by_rule(state);
    const c10::NoGradGuard no_gradient;
    const at::Tensor found = layer(h, edges, Mode::evaluation).view(-1);
    const Json& values = expected.at(key).at("values");
    for (std::int64_t i = 0; i < found.numel(); ++i) {
      BOOST_TEST(std::fabs(found[i].item<double>() -
                           values.at(i).get<double>()) < 1e-12,
                 key << " " << i);
    }
  }
}

BOOST_AUTO_TEST_CASE(squashed_vectors_are_the_published) {
  prepare_torch();
  const Json& of = golden().at("functions").at("squash");
  std::vector<double> flat;
  for (const Json& vector : of.at("input")) {
    for (const Json& value : vector) flat.push_back(value.get<double>());
  }
  for (const auto& [type, name] : kTypes) {
    const at::Tensor found =
        squashed(at::tensor(flat).view({-1, 4}).to(type)).view(-1);
    const Json& values = of.at(name).at("values");
    for (std::int64_t i = 0; i < found.numel(); ++i) {
      check_near(name, found[i].item<double>(), values.at(i).get<double>(),
                 type == at::kDouble ? 1e-12 : 1e-6);
    }
  }
}

BOOST_AUTO_TEST_CASE(patches_of_another_side_are_refused) {
  const auto network = published_network(at::kFloat);
  Tensors inputs = section(at::kFloat).inputs;
  inputs[0] = inputs[0].narrow(2, 0, 96).narrow(3, 0, 96);
  BOOST_TEST(error_of([&] { network->forward(inputs, Mode::evaluation); }) ==
             "capsules: maps of 24 x 24 leave 7 x 7, expected 9 x 9");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
