#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/network/graph_layers.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/network/vision_transformer.h"
#include "core/learn/train/pearson.h"
#include "core/learn/train/training.h"
#include "models/networks/hespotex.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

Json golden() { return read_golden("learn/hespotex_whole"); }

// Unit features of the six spots' tiles by the frozen encoder.
at::Tensor features_of(const at::Tensor& tiles) {
  const c10::NoGradGuard no_gradient;
  State state;
  const VisionTransformer encoder(
      Names(state, {}, at::kDouble) / "image_encoder" / "model" / "visual",
      {.activation = Activation::quick_gelu});
  fill_by_rule(state);
  return unit_rows(encoder(tiles));
}

at::Tensor edges_of(const Json& adjacency) {
  std::vector<std::int64_t> from, to;
  for (std::size_t spot = 0; spot < adjacency.size(); ++spot) {
    for (const Json& neighbour : adjacency.at(spot)) {
      from.push_back(neighbour.get<std::int64_t>());
      to.push_back(static_cast<std::int64_t>(spot));
    }
  }
  return at::stack({at::tensor(from), at::tensor(to)});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hespotex_whole_test)

// The authors' model with its encoder inside, from bytes of six tiles to genes,
// and three steps with the encoder frozen (tests/golden/learn/README.md).
BOOST_AUTO_TEST_CASE(encoder_and_second_stage_are_the_published_model) {
  prepare_torch();
  const Json published = golden();
  const Json& run = published.at("runs").at("float64");
  const at::Tensor features =
      features_of(made_by_rule("input:whole_patches", {6, 3, 224, 224},
                               [](double u) { return std::floor(256 * u); }));
  check_recorded("features", features, run.at("inference_features"), 1e-10);

  const at::Tensor counts = made_by_rule(
      "input:whole_label_counts", {6},
      [](double u) { return std::clamp(std::floor(26 * u), 1.0, 20.0); });
  const Batch slide{
      {features, edges_of(published.at("adjacency")),
       (counts / counts.max() + 1).unsqueeze(1)},
      {made_by_rule("input:whole_expression", {6, 24},
                    [](double u) { return std::max(0.0, 12 * u - 6); }),
       made_by_rule("input:whole_latent", {6, 64},
                    [](double u) { return 2 * u - 1; })}};
  const auto network = hespotex_network({.genes = 24, .float64 = true}, {});
  fill_by_rule(network->state());
  const Tensors outputs = network->forward(slide.inputs, Mode::evaluation);
  check_recorded("prediction", outputs[0], run.at("prediction"), 1e-10);
  BOOST_TEST(column_pearson_score("gene_pcc").of(outputs, slide) ==
                 run.at("gene_pcc_term").get<double>(),
             tt::tolerance(1e-10));

  const Objective objective{{row_pearson_term("alignment", 1), mse_term()}};
  Optimiser adamw(network->state(), {.rule = Adam{.decoupled_decay = true},
                                     .weight_decay = 1e-3,
                                     .clip_norm = {},
                                     .groups = {}});
  for (const Json& step : published.at("training").at("steps")) {
    const StepValue value = train_step(*network, slide, objective, adamw, 1e-3);
    BOOST_TEST(value.terms[0] == step.at("alignment_before").get<double>(),
               tt::tolerance(1e-8));
    BOOST_TEST(value.terms[1] == step.at("mse_before").get<double>(),
               tt::tolerance(1e-8));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
