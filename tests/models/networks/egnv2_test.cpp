#include "models/networks/egnv2.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <map>

#include "core/learn/network/torch_runtime.h"
#include "models/networks/egn_loss.h"
#include "models/networks/egn_messages.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

constexpr std::int64_t kWindows = 34, kExamples = 25, kFeatures = 40;
constexpr std::int64_t kGenes = 250;

const Json& published() {
  static const Json made = read_golden("learn/egnv2");
  return made;
}

const Json& published_case() { return published().at("cases").at(0); }

at::Tensor centred(const std::string& name,
                   const std::vector<std::int64_t>& shape) {
  return made_by_rule(name, shape, [](double u) { return 2 * u - 1; });
}

at::Tensor uniform(const std::string& name,
                   const std::vector<std::int64_t>& shape) {
  return made_by_rule(name, shape, [](double u) { return u; });
}

// Recorded as pairs (from, to).
Edges edges_of(const Json& pairs) {
  std::vector<std::int64_t> ends;
  for (const int side : {0, 1}) {
    for (const Json& pair : pairs) ends.push_back(pair[side]);
  }
  return at::tensor(ends).view({2, -1});
}

// The authors' graph: examples in the order that their code gives the pool.
Batch published_slide(at::ScalarType type) {
  const auto rows = published_case()
                        .at("inputs")
                        .at(5)
                        .at("pool_row_of_example")
                        .get<std::vector<std::int64_t>>();
  const at::Tensor pool =
      at::cat({centred("input:example_x", {kExamples, kFeatures}),
               uniform("input:example_y", {kExamples, kGenes})},
              1);
  const Json& edges = published_case().at("edges");
  return {{centred("input:window_x", {kWindows, kFeatures}).to(type),
           pool.index_select(0, at::tensor(rows)).to(type),
           edges_of(edges.at("window_near_window")),
           edges_of(edges.at("example_close_example")),
           edges_of(edges.at("example_refer_window"))},
          {uniform("input:target", {kWindows, kGenes}).to(type)}};
}

std::unique_ptr<Network> published_network(at::ScalarType type) {
  prepare_torch();
  auto network = egnv2_network({.features = kFeatures,
                                .genes = kGenes,
                                .layers = 3,
                                .expression = ExampleExpression::faithful,
                                .float64 = type == at::kDouble},
                               {});
  fill_by_rule(network->state());
  return network;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(egnv2_test)

BOOST_AUTO_TEST_CASE(the_state_is_the_published_one) {
  check_published_state(*published_network(at::kDouble), published_case());
}

// Of the lists of 250, 785 and 171 genes, four layers.
BOOST_AUTO_TEST_CASE(parameter_counts_are_the_published_ones) {
  prepare_torch();
  const std::map<std::int64_t, std::int64_t> counts{
      {250, 11'277'051}, {785, 12'099'346}, {171, 11'155'628}};
  for (const auto& [genes, count] : counts) {
    BOOST_TEST(egnv2_network({.genes = genes}, {})->parameters() == count);
  }
}

BOOST_AUTO_TEST_CASE(the_published_outputs_are_met) {
  const c10::NoGradGuard no_gradient;
  const Json& run = published_case().at("eval");
  for (const std::string type : {"float64", "float32"}) {
    const at::ScalarType number = type == "float64" ? at::kDouble : at::kFloat;
    const auto network = published_network(number);
    for (const Mode mode : {Mode::evaluation, Mode::training}) {
      const Tensors outputs =
          network->forward(published_slide(number).inputs, mode);
      check_published("pred", outputs[0], run.at("outputs").at("pred"), type);
      if (number == at::kFloat) continue;
      check_published_modules(*network, published_slide(number).inputs, mode,
                              run);
      check_published("pool", outputs[1], run.at("intermediate").at("pool"),
                      type);
    }
  }
}

BOOST_AUTO_TEST_CASE(five_published_steps_are_met) {
  const auto network = published_network(at::kDouble);
  const Batch slide = published_slide(at::kDouble);
  const Json& loss = published_case().at("loss");
  const Tensors outputs = network->forward(slide.inputs, Mode::training);
  const Objective::Value first = egn_objective().value(outputs, slide);
  const Json& terms = loss.at("terms_first_step");
  check_near("mse", first.terms[0], terms.at("mse"), 1e-10);
  check_near("gene_pcc", first.terms[1], terms.at("one_minus_mean_pcc"), 1e-10);
  check_published_steps(*network, slide, egn_objective(),
                        {.rule = Adam{.decoupled_decay = true},
                         .weight_decay = 1e-4,
                         .clip_norm = {},
                         .groups = {}},
                        5e-4, loss, "pred");
}

// The expression itself is what the branch takes of the published case's
// examples once their hidden values are put in its place.
BOOST_AUTO_TEST_CASE(faithful_takes_hidden_values_for_the_expression) {
  const c10::NoGradGuard no_gradient;
  const auto faithful = published_network(at::kDouble);
  const auto corrected = egnv2_network(
      {.features = kFeatures, .genes = kGenes, .layers = 3, .float64 = true},
      {});
  fill_by_rule(corrected->state());
  Batch slide = published_slide(at::kDouble);
  const auto say = [&](const std::unique_ptr<Network>& network) {
    return network->forward(slide.inputs, Mode::evaluation)[0];
  };
  BOOST_TEST(!at::allclose(say(faithful), say(corrected)));
  // Where the branch's map is 0 both say the same.
  for (const auto* network : {&faithful, &corrected}) {
    (*network)->state()[3].value.zero_();
  }
  BOOST_TEST(faithful->state()[3].name == "pretransform_ey.weight");
  BOOST_TEST(at::equal(say(faithful), say(corrected)));
}

// What is above 0 in both kinds of messages is the same: with maps of the
// block that leave nothing below, so is all that is said.
BOOST_AUTO_TEST_CASE(corrected_messages_are_those_before_the_activation) {
  const c10::NoGradGuard no_gradient;
  const auto faithful = published_network(at::kDouble);
  const auto corrected =
      egnv2_network({.features = kFeatures,
                     .genes = kGenes,
                     .layers = 3,
                     .expression = ExampleExpression::faithful,
                     .messages = BlockMessages::corrected,
                     .float64 = true},
                    {});
  fill_by_rule(corrected->state());
  const Batch slide = published_slide(at::kDouble);
  const auto say = [&](const std::unique_ptr<Network>& network) {
    return network->forward(slide.inputs, Mode::evaluation)[0];
  };
  BOOST_TEST(!at::allclose(say(faithful), say(corrected)));
  for (const auto* network : {&faithful, &corrected}) {
    for (const StateTensor& entry : (*network)->state()) {
      if (entry.name.find("lin_src") != std::string::npos ||
          entry.name.find("lin_dst") != std::string::npos) {
        entry.value.zero_();
      }
    }
  }
  BOOST_TEST(at::equal(say(faithful), say(corrected)));
}

// The block alone: five edges, of which two lead to windows 0 and 2 each. The
// authors' activation of the attention is in place, so that messages carry
// activated values; beside it what they are where it is not.
BOOST_AUTO_TEST_CASE(messages_are_the_published_ones) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  const Json& block = published().at("functions").at("exemplar_block");
  std::map<std::string, at::Tensor> of;
  for (const Json& entry : block.at("state")) {
    const auto name = entry[0].get<std::string>();
    of[name.substr(4)] =
        parameter_by_rule(name, entry[1].get<std::vector<std::int64_t>>());
  }
  const auto linear = [&](const std::string& name, const at::Tensor& values) {
    return at::linear(values, of.at(name + ".weight"));
  };
  const auto leaky = [](const at::Tensor& values) {
    return at::where(values > 0, values, 0.2 * values);
  };
  const Edges edges =
      at::tensor({0, 1, 1, 2, 3, 0, 0, 1, 2, 2}, at::kLong).view({2, 5});
  const at::Tensor raw_s = linear("lin_src", centred("input:egb_src", {4, 12}));
  const at::Tensor raw_w = linear("lin_dst", centred("input:egb_dst", {3, 12}));
  const at::Tensor s = leaky(raw_s), w = leaky(raw_w);
  const at::Tensor y = linear("lin_y", centred("input:egb_y", {4, 12}));
  const at::Tensor gates =
      (linear("score.1", leaky(linear("att.1", s).index_select(0, edges[0]) -
                               linear("att.1", w).index_select(0, edges[1]))) +
       of.at("score.1.bias"))
          .sigmoid();
  const auto out = [&](const std::string& name, const at::Tensor& values,
                       const std::string& bias) {
    return linear(name, values + of.at(bias)) + of.at(name + ".bias");
  };
  const auto near = [&](const EgnMessages& heard, const Json& of) {
    const auto same = [&](const at::Tensor& found, const char* name) {
      const at::Tensor expected =
          at::tensor(of.at(name).at("values").get<std::vector<double>>());
      BOOST_TEST(at::allclose(found.flatten(), expected, 0, 1e-12), name);
    };
    same(out("out_src", heard.to_examples, "bias_src"), "to_src");
    same(out("out_dist", heard.to_windows, "bias_dist"), "to_dst");
  };
  near(egn_messages(gates, s, y, w, edges), block);
  near(egn_messages(gates, raw_s, y, raw_w, edges),
       block.at("same_with_out_of_place_activation"));
}

// Beside the same by tensors of all edges, of which PyTorch makes gradients; a
// window and an example are without edges.
BOOST_AUTO_TEST_CASE(gradients_of_messages_are_those_of_the_gathered_values) {
  prepare_torch();
  const Edges edges =
      at::tensor({0, 1, 1, 2, 0, 0, 1, 2}, at::kLong).view({2, 4});
  const auto leaf = [](const char* name, std::vector<std::int64_t> shape) {
    return centred(name, shape).requires_grad_();
  };
  const at::Tensor gates = leaf("gates", {4, 6}), s = leaf("s", {4, 5}),
                   y = leaf("y", {4, 5}), w = leaf("w", {4, 5});
  const auto mean = [](const at::Tensor& values, const at::Tensor& to) {
    const at::Tensor sum =
        at::zeros({4, 5}, at::kDouble).index_add(0, to, values);
    const at::Tensor count =
        at::zeros({4, 1}, at::kDouble)
            .index_add(0, to, at::ones({4, 1}, at::kDouble));
    return sum / count.clamp_min(1);
  };
  const auto message = [&](const at::Tensor& gate, const Tensors& blocks) {
    return (gate.repeat_interleave(5, 1) * at::cat(blocks, 1))
        .view({4, 3, 5})
        .mean(1);
  };
  const auto sj = s.index_select(0, edges[0]), yj = y.index_select(0, edges[0]),
             wi = w.index_select(0, edges[1]);
  const at::Tensor on =
      mean(message(gates.slice(1, 0, 3), {sj, yj, wi}), edges[1]);
  const at::Tensor back =
      mean(message(gates.slice(1, 3), {wi, sj, yj}), edges[0]);
  const at::Tensor u = uniform("u", {4, 5}), v = uniform("v", {4, 5});
  const auto gradients = [&](const at::Tensor& value) {
    value.backward();
    Tensors made;
    for (const at::Tensor* one : {&gates, &s, &y, &w}) {
      made.push_back(one->grad().clone());
      one->mutable_grad().reset();
    }
    return made;
  };
  const EgnMessages heard = egn_messages(gates, s, y, w, edges);
  BOOST_TEST(at::allclose(heard.to_windows, on, 0, 1e-14));
  BOOST_TEST(at::allclose(heard.to_examples, back, 0, 1e-14));
  BOOST_TEST(heard.to_windows[3].abs().max().item<double>() == 0);
  const Tensors expected = gradients((on * u).sum() + (back * v).sum());
  const Tensors found =
      gradients((heard.to_windows * u).sum() + (heard.to_examples * v).sum());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    BOOST_TEST(at::allclose(found[i], expected[i], 0, 1e-14), i);
  }
}

// Of ln 3 and 0 by a temperature of 1: shares of 3/4 and 1/4. A single example
// is the mean; without any it is 0.
BOOST_AUTO_TEST_CASE(a_softmax_weighs_examples_by_their_values) {
  prepare_torch();
  const at::Tensor values =
      at::tensor({std::log(3.0), 5.0, 0.0, 5.0}, at::kDouble).view({2, 2});
  const Edges edges = at::tensor({0, 1, 1, 0, 0, 1}, at::kLong).view({2, 3});
  const at::Tensor mean = softmax_mean(values, edges, 3, 1);
  const at::Tensor expected =
      at::tensor({0.75 * std::log(3.0), 5.0, 0.0, 5.0, 0.0, 0.0}, at::kDouble)
          .view({3, 2});
  BOOST_TEST(at::allclose(mean, expected, 0, 1e-14));
}

BOOST_AUTO_TEST_CASE(gates_that_do_not_divide_the_blocks_are_refused) {
  const at::Tensor two = at::zeros({2, 4});
  BOOST_TEST(error_of([&] {
               egn_messages(at::zeros({1, 10}), two, two, two,
                            at::zeros({2, 1}, at::kLong));
             }) ==
             "egn_messages: 5 gates for three blocks of 4; they must divide "
             "the blocks together");
}

BOOST_AUTO_TEST_CASE(an_edge_that_leads_nowhere_is_named) {
  const at::Tensor two = at::zeros({2, 4});
  BOOST_TEST(error_of([&] {
               egn_messages(at::zeros({1, 8}), two, two, two,
                            at::full({2, 1}, 2, at::kLong));
             }) ==
             "egn_messages: edge 0 leads from example 2 to window 2, there are "
             "2 and 2");
}

BOOST_AUTO_TEST_CASE(more_genes_than_hidden_values_are_refused_if_faithful) {
  BOOST_TEST(error_of([] {
               egnv2_network(
                   {.genes = 785, .expression = ExampleExpression::faithful},
                   {});
             }) ==
             "egnv2_model: expression = \"faithful\" takes 785 columns of 512 "
             "hidden values; use expression = \"corrected\" or at most 512 "
             "genes");
}

BOOST_AUTO_TEST_CASE(a_configuration_without_genes_is_refused) {
  BOOST_TEST(error_of([] { egnv2_network({}, {}); }) ==
             "egnv2_model: 512 features, 0 genes and 4 layers; at least one of "
             "each is needed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
