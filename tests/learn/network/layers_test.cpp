#include "core/learn/network/layers.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/file.h"
#include "core/learn/network/graph_layers.h"
#include "core/learn/network/lstm.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/training.h"
#include "tests/support/published_values.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

// Linear, ReLU, layer normalisation, linear: a head of HESpotEx.
struct Head {
  Head(const Names& names, std::int64_t in, std::int64_t out)
      : wide(names / 0, in, 1024),
        norm(names / 2, 1024),
        narrow(names / 3, 1024, out) {}

  at::Tensor operator()(const at::Tensor& values) const {
    return narrow(norm(at::relu(wide(values))));
  }

  Linear wide;
  LayerNorm norm;
  Linear narrow;
};

// HESpotEx's second stage on given features: latents E, genes (J + B) c.
class SecondStage : public Network {
 public:
  static constexpr std::int64_t kGenes = 24;

  // First of its members in the order of the published state.
  explicit SecondStage(const Names& names)
      : layers(graph_weights(names / "image_decoder")),
        memory(names / "jknet" / 0, 64, kGenes, 2),
        latent_head(names / "latent_head", 512, 64),
        gene_head(names / "gene_head", 64, kGenes) {}

  // features, edges, weights of the edges, factor of the nuclei
  Tensors forward(const Tensors& inputs, Mode) override {
    const at::Tensor latent = latent_head(inputs.at(0));
    const at::Tensor around =
        neighbour_sum(latent, inputs.at(1), inputs.at(2), latent.size(0));
    Tensors steps;
    for (const at::Tensor& weight : layers) {
      steps.push_back(unit_rows(
          at::relu(at::linear(at::cat({latent, around}, 1), weight))));
    }
    const at::Tensor joined = memory(at::stack(steps)).mean(0);
    return {(joined + gene_head(latent)) * inputs.at(3), latent};
  }

 private:
  static Tensors graph_weights(const Names& names) {
    Tensors weights;
    for (int k = 0; k < 4; ++k) {
      weights.push_back(
          (names / k).drawn("weight", {64, 128}, xavier_uniform({128, 64})));
    }
    return weights;
  }

  Tensors layers;
  Lstm memory;
  Head latent_head;
  Head gene_head;
};

// 1 - mean over spots of the correlation over the latent dimensions.
at::Tensor alignment(const Tensors& outputs, const Batch& batch) {
  const auto centred = [](const at::Tensor& values) {
    return values - values.mean({1}, true);
  };
  const at::Tensor a = centred(batch.targets.at(1));
  const at::Tensor b = centred(outputs.at(1));
  const auto deviation = [](const at::Tensor& values) {
    return values.square().mean(1).sqrt();
  };
  return 1 - ((a * b).mean(1) / (deviation(a) * deviation(b))).mean();
}

// The slide of 40 spots: its four neighbours minus itself, over 3.
Batch slide(const Json& published) {
  const std::string path = "tests/golden/learn/hespotex_neighbours.json";
  std::vector<std::int64_t> from, to;
  std::vector<double> weights;
  std::int64_t spot = 0;
  for (const Json& row : parse_json(read_file(path), path)) {
    for (const Json& neighbour : row) {
      from.push_back(neighbour.get<std::int64_t>());
      to.push_back(spot);
      weights.push_back(1.0 / 3);
    }
    from.push_back(spot);
    to.push_back(spot++);
    weights.push_back(-1.0 / 3);
  }
  std::vector<double> factor;
  for (const Json& count : published.at("label_counts")) {
    factor.push_back(std::clamp(count.get<double>(), 1.0, 20.0) / 20 + 1);
  }
  const auto centred = [](double u) { return 2 * u - 1; };
  at::Tensor genes = made_by_rule("input:expression", {40, 24}, [](double u) {
    return std::max(0.0, 12 * u - 6);
  });
  genes.select(1, 3).zero_();
  return {{unit_rows(made_by_rule("input:features", {40, 512}, centred)),
           at::stack({at::tensor(from), at::tensor(to)}), at::tensor(weights),
           at::tensor(factor).unsqueeze(1)},
          {genes, made_by_rule("input:latent", {40, 64}, centred)}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(layers_test)

// The published network forward, and five steps of AdamW on two terms.
BOOST_AUTO_TEST_CASE(the_second_stage_of_hespotex_is_met) {
  prepare_torch();
  const std::string path = "tests/golden/learn/hespotex_stage2.json";
  const Json published = parse_json(read_file(path), path);
  State state;
  SecondStage network(Names(state, {}, at::kDouble));
  fill_by_rule(state);
  const Batch batch = slide(published);

  const Tensors outputs = network.forward(batch.inputs, Mode::evaluation);
  const Json& run = published.at("runs").at("float64");
  check_recorded("latent", outputs[1], run.at("intermediate").at("latent_head"),
                 1e-12);
  check_recorded("genes", outputs[0], run.at("prediction"), 1e-12);

  Objective objective;
  objective.terms = {
      {.name = "alignment", .value = alignment, .of_constant = {}}, mse_term()};
  Optimiser optimiser(state, {.rule = Adam{.decoupled_decay = true},
                              .weight_decay = 1e-3,
                              .clip_norm = {},
                              .groups = {}});
  const Json& training = published.at("training");
  for (const Json& step : training.at("steps")) {
    const StepValue value =
        train_step(network, batch, objective, optimiser, 1e-3);
    BOOST_TEST(value.terms[0] == step.at("alignment_before").get<double>(),
               tt::tolerance(1e-8));
    BOOST_TEST(value.terms[1] == step.at("mse_before").get<double>(),
               tt::tolerance(1e-8));
    BOOST_TEST(value.loss == step.at("total_before").get<double>(),
               tt::tolerance(1e-8));
  }
  check_recorded("genes after",
                 network.forward(batch.inputs, Mode::evaluation)[0],
                 training.at("after_5").at("prediction"), 1e-7);
}

BOOST_AUTO_TEST_CASE(a_linear_layer_without_bias_has_one_tensor) {
  prepare_torch();
  State state;
  const Linear linear(Names(state, {}, at::kFloat) / "to_qkv", 3, 2,
                      Bias::none);
  BOOST_REQUIRE(state.size() == 1U);
  BOOST_TEST(state[0].name == "to_qkv.weight");
  BOOST_TEST(state[0].value.sizes().vec() == (Sizes{2, 3}), tt::per_element());
}

// A rate of 1/4 drops some 250 of 1,000 ones and makes 4/3 of the others; in
// evaluation it does nothing.
BOOST_AUTO_TEST_CASE(dropout_drops_and_scales_in_training_alone) {
  prepare_torch();
  State state;
  Dropout dropout(Names(state, {1, "layers_test"}, at::kFloat) / "drop", 0.25);
  BOOST_TEST(state.empty());
  const at::Tensor ones = at::ones({10, 100});
  BOOST_TEST(dropout(ones, Mode::evaluation).equal(ones));
  const at::Tensor out = dropout(ones, Mode::training);
  const auto dropped = (out == 0).sum().item<std::int64_t>();
  const auto scaled = (out == 1.F / 0.75F).sum().item<std::int64_t>();
  BOOST_TEST(dropped + scaled == 1000);
  BOOST_TEST(std::abs(dropped - 250) < 5 * std::sqrt(1000 * 0.25 * 0.75));
}

// Calls differ, and a second network of the same seed draws the same; a layer
// of another name, or a fold, draws otherwise.
BOOST_AUTO_TEST_CASE(dropout_draws_by_seed_fold_name_and_call) {
  prepare_torch();
  const auto drawn = [](const StreamSeed& seed, const char* name, int calls) {
    State state;
    Dropout dropout(Names(state, {seed, "layers_test"}, at::kFloat) / name,
                    0.5);
    at::Tensor out;
    for (int i = 0; i < calls; ++i) {
      out = dropout(at::ones({100}), Mode::training);
    }
    return out;
  };
  const at::Tensor first = drawn(1, "a", 1);
  BOOST_TEST(first.equal(drawn(1, "a", 1)));
  BOOST_TEST(!first.equal(drawn(1, "a", 2)));
  BOOST_TEST(!first.equal(drawn(1, "b", 1)));
  BOOST_TEST(!first.equal(drawn({1, "B"}, "a", 1)));
}

BOOST_AUTO_TEST_CASE(dropout_without_a_seed_or_a_rate_is_refused) {
  prepare_torch();
  State state;
  const Names names(state, {}, at::kFloat);
  BOOST_TEST(error_of([&] { Dropout(names / "drop", 1); }) ==
             "dropout drop: the rate is 1; it must be at least 0 and less than "
             "1");
  Dropout dropout(names / "drop", 0.5);
  BOOST_TEST(error_of([&] { dropout(at::ones({2}), Mode::training); }) ==
             "dropout drop: the network has no seed to draw from; one that is "
             "made to predict cannot be trained");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
