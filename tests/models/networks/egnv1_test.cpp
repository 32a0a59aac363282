#include "models/networks/egnv1.h"

#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>

#include "core/learn/network/torch_runtime.h"
#include "models/networks/egn_loss.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

const Json& published_case() {
  static const Json made = read_golden("learn/egnv1").at("cases").at(0);
  return made;
}

Egnv1Config small(at::ScalarType type) {
  return {.features = 24,
          .genes = 11,
          .exemplar_genes = 250,
          .image_px = 64,
          .patch_px = 8,
          .width = 48,
          .depth = 4,
          .heads = 3,
          .mlp_width = 80,
          .exemplar_heads = 2,
          .exemplar_head_size = 8,
          .float64 = type == at::kDouble};
}

std::unique_ptr<Network> published_network(at::ScalarType type) {
  prepare_torch();
  auto network = egnv1_network(small(type), {});
  fill_by_rule(network->state());
  const c10::NoGradGuard no_gradient;
  StateTensor& positions = network->state()[0];
  positions.value.copy_(
      made_by_rule("pos_embedding", {1, 65, 48},
                   [](double u) { return (2 * u - 1) * std::sqrt(3.0); }));
  return network;
}

Batch published_spots(at::ScalarType type) {
  const auto doubled = [](double u) { return 2 * u; };
  const auto same = [](double u) { return u; };
  return {{made_by_rule("input:img", {6, 3, 64, 64},
                        [](double u) { return 2 * u - 1; })
               .to(type),
           made_by_rule("input:p_feature", {6, 24}, doubled).to(type),
           made_by_rule("input:op_feature", {6, 3, 24}, doubled).to(type),
           made_by_rule("input:op_count", {6, 3, 250}, same).to(type)},
          {made_by_rule("input:target", {6, 11}, same).to(type)}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(egnv1_test)

BOOST_AUTO_TEST_CASE(the_state_is_the_published_one) {
  check_published_state(*published_network(at::kDouble), published_case());
}

BOOST_AUTO_TEST_CASE(the_parameter_count_is_the_published_one) {
  prepare_torch();
  BOOST_TEST(egnv1_network({.genes = 250}, {})->parameters() == 133'356'794);
}

BOOST_AUTO_TEST_CASE(the_published_outputs_are_met) {
  const c10::NoGradGuard no_gradient;
  const Json& outputs = published_case().at("eval").at("outputs");
  for (const std::string type : {"float64", "float32"}) {
    const at::ScalarType number = type == "float64" ? at::kDouble : at::kFloat;
    const auto network = published_network(number);
    for (const Mode mode : {Mode::evaluation, Mode::training}) {
      const Tensors said =
          network->forward(published_spots(number).inputs, mode);
      check_published("pred", said[0], outputs.at("pred"), type);
      check_published("features", said[1], outputs.at("features"), type);
    }
  }
}

BOOST_AUTO_TEST_CASE(modules_give_the_published_values) {
  check_published_modules(*published_network(at::kDouble),
                          published_spots(at::kDouble).inputs, Mode::evaluation,
                          published_case().at("eval"));
}

BOOST_AUTO_TEST_CASE(five_published_steps_are_met) {
  const auto network = published_network(at::kDouble);
  const Json& loss = published_case().at("loss");
  const Batch spots = published_spots(at::kDouble);
  const Objective::Value first = egn_objective().value(
      network->forward(spots.inputs, Mode::training), spots);
  const Json& terms = loss.at("terms_first_step");
  check_near("mse", first.terms[0], terms.at("mse"), 1e-10);
  check_near("gene_pcc", first.terms[1], terms.at("one_minus_mean_pcc"), 1e-10);
  check_published_steps(*network, spots, egn_objective(),
                        {.rule = Adam{.decoupled_decay = true},
                         .weight_decay = 1e-4,
                         .clip_norm = {},
                         .groups = {}},
                        5e-4, loss, "pred");
}

// Genes 2 and 4 of five are constant on either side.
BOOST_AUTO_TEST_CASE(a_constant_gene_counts_as_0_in_the_published_loss) {
  prepare_torch();
  const auto same = [](double u) { return u; };
  at::Tensor predicted = made_by_rule("input:metric_pred", {9, 5}, same);
  predicted.select(1, 2).fill_(0.5);
  at::Tensor measured = made_by_rule("input:metric_true", {9, 5}, same);
  measured.select(1, 4).fill_(0.25);
  const Json published =
      read_golden("learn/egnv1").at("functions").at("metric");
  double sum = 0;
  for (const Json& r : published.at("loss_pearson_per_gene_float64")) {
    sum += r.get<double>();
  }
  const Objective::Value found =
      egn_objective().value({predicted}, {{}, {measured}});
  check_near("gene_pcc", found.terms[1], 1 - sum / 5, 1e-10);
}

// Unread modules, and the norm of exemplars that no later block looks at.
BOOST_AUTO_TEST_CASE(the_published_parameters_have_no_gradient) {
  const auto network = published_network(at::kDouble);
  const Batch spots = published_spots(at::kDouble);
  egn_objective()
      .value(network->forward(spots.inputs, Mode::training), spots)
      .total.backward();
  std::set<std::string> without;
  for (const StateTensor& tensor : network->state()) {
    if (!tensor.value.grad().defined()) without.insert(tensor.name);
  }
  BOOST_TEST(without == published_case()
                            .at("loss")
                            .at("parameters_without_gradient")
                            .get<std::set<std::string>>(),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_picture_that_squares_do_not_fill_is_refused) {
  BOOST_TEST(error_of([] {
               egnv1_network({.genes = 5, .image_px = 224, .patch_px = 30}, {});
             }) ==
             "egnv1_model: pictures of 224 px are not filled by squares of 30 "
             "px; give pictures whose side is a multiple of it");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
