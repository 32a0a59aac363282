#include "models/networks/hist2st.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string_view>

#include "core/learn/network/torch_runtime.h"
#include "tests/models/networks/whole_section.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

constexpr std::int64_t kSpots = 42, kGenes = 10, kPx = 28;

const Json& golden() {
  static const Json made = without_section_axis(read_golden("learn/hist2st"));
  return made;
}
const Json& published() { return golden().at("cases").at(0); }

std::unique_ptr<Hist2ST> published_network(at::ScalarType type,
                                           double dropout = 0) {
  prepare_torch();
  auto network = hist2st_network({.patch_px = kPx,
                                  .genes = kGenes,
                                  .blocks = 2,
                                  .heads = 4,
                                  .dropout = dropout,
                                  .float64 = type == at::kDouble},
                                 {});
  fill_with_positions(network->state());
  return network;
}

// Inputs without transforms; targets expression, counts, size factors.
Batch section(at::ScalarType type, double scale = 1) {
  at::Tensor counts =
      made_by_rule("input:counts", {kSpots, kGenes},
                   [](double u) { return std::floor(12 * u * u * u); });
  const at::Tensor empty = counts.sum({1}) == 0;
  counts.select(1, 0).add_(empty.to(at::kDouble));
  std::vector<double> factors =
      published().at("inputs").at(4).at("values").get<std::vector<double>>();
  return {{patches_by_rule({kSpots, 3, kPx, kPx}, type, scale),
           pairs_of(published().at("inputs").at(1).at("values")),
           edges_of(golden()
                        .at("functions")
                        .at("graph")
                        .at("Grid")
                        .at("edges_row_col"))},
          {targets_by_rule({kSpots, kGenes}, type), counts.to(type),
           at::tensor(factors).unsqueeze(1).to(type)}};
}

// The authors' sequence in place of the random one: mirrored, grey, a quarter
// turn.
at::Tensor fixed_transforms() {
  return at::tensor(std::vector<double>{0, 0, 1, 1, 0, 0, 0, 90, 0})
      .view({3, 3});
}

Objective published_objective() {
  return {
      {mse_term(), zinb_term(0.25, kHist2stLaw, 1), distillation_term(0.5)}};
}

void check_outputs(const Tensors& outputs, const Json& expected,
                   const std::string& type) {
  const char* names[] = {"pred", "zinb_mean", "zinb_disp", "zinb_pi", "coef"};
  for (std::size_t i = 0; i < std::size(names); ++i) {
    if (!expected.contains(names[i])) continue;
    check_published(names[i], outputs.at(i), expected.at(names[i]), type);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist2st_test)

BOOST_AUTO_TEST_CASE(the_state_is_the_published_one) {
  check_published_state(*published_network(at::kFloat), published());
}

BOOST_AUTO_TEST_CASE(the_papers_network_has_the_published_parameters) {
  prepare_torch();
  BOOST_TEST(hist2st_network({.genes = 785}, {})->parameters() == 75'789'833);
}

BOOST_AUTO_TEST_CASE(a_section_gives_the_published_expression_and_law) {
  for (const auto& [type, name] : kTypes) {
    const auto network = published_network(type, 0.2);
    const c10::NoGradGuard no_gradient;
    const auto said = [&](const Batch& batch) {
      return network->forward(batch.inputs, Mode::evaluation);
    };
    check_outputs(said(section(type)), published().at("eval").at("outputs"),
                  name);
    check_outputs(said(section(type, 256)),
                  published().at("eval_patches_divided_by_256").at("outputs"),
                  name);
  }
}

BOOST_AUTO_TEST_CASE(a_pass_in_training_moves_the_published_running_values) {
  const Json& expected = published().at("train_dropout_0");
  for (const auto& [type, name] : kTypes) {
    const auto network = published_network(type);
    const c10::NoGradGuard no_gradient;
    check_outputs(network->forward(section(type).inputs, Mode::training),
                  expected.at("outputs"), name);
    if (type != at::kDouble) continue;
    check_published_sums(network->state(),
                         expected.at("buffers_after_one_forward"));
  }
}

BOOST_AUTO_TEST_CASE(modules_give_the_published_values) {
  for (const auto& [mode, key] :
       {std::pair(Mode::evaluation, "eval"),
        std::pair(Mode::training, "train_dropout_0")}) {
    Json run = published().at(key);
    // A spot's vector, recorded among the outputs.
    run.at("intermediate")["vit"] = run.at("outputs").at("h");
    check_published_modules(*published_network(at::kDouble),
                            section(at::kDouble).inputs, mode, run);
  }
}

BOOST_AUTO_TEST_CASE(five_steps_with_distillation_are_the_published_ones) {
  const auto network = published_network(at::kDouble);
  Batch batch = section(at::kDouble);
  batch.inputs.push_back(fixed_transforms());
  const Json& expected = published().at("loss");
  {
    const Weights first = weights_of(network->state());
    Tensors weights;  // of the patches as they are, then of each pass
    network->watch([&](std::string_view module, const at::Tensor& values) {
      if (module == "coef") weights.push_back(values);
    });
    const Tensors outputs = network->forward(batch.inputs, Mode::training);
    network->watch({});
    weights.erase(weights.begin());
    check_published("weights of passes", at::stack(weights),
                    expected.at("distilled").at("coefficients_before_softmax"),
                    "float64");
    const Objective::Value value = published_objective().value(outputs, batch);
    const Json& terms = expected.at("terms_first_step");
    check_near("all", value.total.item<double>(), terms.at("total"), 1e-10);
    check_near("mse", value.terms[0], terms.at("mse"), 1e-10);
    check_near("zinb", value.terms[1], terms.at("zinb"), 1e-10);
    check_near("distillation", value.terms[2], terms.at("bake"), 1e-10);
    check_published("distilled", outputs.at(kHist2stDistilled),
                    expected.at("distilled").at("distilled"), "float64");
    load_weights(network->state(), first, "the first state", "itself");
  }
  check_published_steps(*network, batch, published_objective(), {}, 1e-5,
                        expected, "pred");
}

// What one pass distils is what the network says of its patches.
BOOST_AUTO_TEST_CASE(a_pass_mirrors_y_or_x) {
  const auto network = published_network(at::kDouble, 0);
  const auto distilled = [&](double flip, std::vector<std::int64_t> before) {
    Batch batch = section(at::kDouble);
    batch.inputs[0] = batch.inputs[0].flip(before);
    batch.inputs.push_back(
        at::tensor(std::vector<double>{0, 0, flip}).view({1, 3}));
    const c10::NoGradGuard no_gradient;
    return network->forward(batch.inputs, Mode::training).at(kHist2stDistilled);
  };
  const at::Tensor plain = distilled(0, {});
  const at::Tensor y = distilled(1, {}), x = distilled(2, {});
  BOOST_TEST(!at::allclose(plain, y));
  BOOST_TEST(!at::allclose(plain, x));
  BOOST_TEST(at::equal(y, distilled(0, {3})));
  BOOST_TEST(at::equal(x, distilled(0, {2})));
}

BOOST_AUTO_TEST_CASE(five_steps_without_passes_are_the_published_ones) {
  const auto network = published_network(at::kDouble);
  const Batch batch = section(at::kDouble);
  Optimiser adam(network->state(), {});
  const Json& losses = published().at("loss").at("bake_0_losses");
  for (std::size_t step = 0; step + 1 < losses.size(); ++step) {
    check_near(
        "loss",
        train_step(*network, batch, published_objective(), adam, 1e-5).loss,
        losses.at(step), 1e-10);
  }
}

// Weight [5, 6]; the last spot has no neighbour: 0 where the authors' layer
// gives NaN.
BOOST_AUTO_TEST_CASE(a_graph_layer_is_the_published_but_for_a_lonely_spot) {
  prepare_torch();
  const Json& expected = golden().at("functions").at("graph_layer");
  const at::Tensor found = graph_layer(
      made_by_rule("input:gs_x", {4, 6}, [](double u) { return 2 * u - 1; }),
      edges_of({{0, 1}, {0, 2}, {1, 3}, {2, 0}}),
      parameter_by_rule("gs.weight", {5, 6}));
  const Json& values = expected.at("output").at("values");
  for (std::int64_t i = 0; i < found.numel(); ++i) {
    const double value = found.view(-1)[i].item<double>();
    if (values.at(i).is_null()) {
      BOOST_TEST(i >= 15);
      BOOST_TEST(value == 0);
    } else {
      BOOST_TEST(std::fabs(value - values.at(i).get<double>()) < 1e-12);
    }
  }
}

// Sizes that are not the published ones, an array of 80 cells, and a last spot
// without neighbours. Expected values are of NumPy in float64, the layers
// written out by the rule's weights: squares as a matrix product, windows as
// nine shifted sums, attention and LSTM by their formulas; on the published
// case it gives the published values to 1e-15.
BOOST_AUTO_TEST_CASE(other_sizes_give_what_the_layers_say) {
  prepare_torch();
  const auto network = hist2st_network({.patch_px = 24,
                                        .genes = 5,
                                        .mixers = 1,
                                        .blocks = 1,
                                        .graph_layers = 2,
                                        .heads = 2,
                                        .square_px = 8,
                                        .channels = 16,
                                        .kept = 2,
                                        .window = 3,
                                        .cells = 80,
                                        .float64 = true},
                                       {});
  fill_with_positions(network->state());
  const c10::NoGradGuard no_gradient;
  const Json edges = {{0, 1}, {0, 2}, {1, 0}, {2, 3}, {3, 0}, {3, 1}, {3, 2}};
  const Json places = {{70, 2}, {71, 2}, {72, 3}, {70, 79}, {0, 64}};
  const Tensors said =
      network->forward({patches_by_rule({5, 3, 24, 24}, at::kDouble, 1),
                        pairs_of(places), edges_of(edges)},
                       Mode::evaluation);
  const at::Tensor& expression = said.at(0);
  check_near("of spot 0", expression[0][1].item<double>(), -1.5722880439246851,
             1e-10);
  check_near("of spot 4", expression[4][4].item<double>(), -0.16223546391555485,
             1e-10);
  check_near("sum", expression.sum().item<double>(), -14.241853264382659,
             1e-10);
  check_near("sum of squares", expression.square().sum().item<double>(),
             20.825004273486428, 1e-10);
  check_near("weight", said.at(4)[4].item<double>(), 0.1371540117996089, 1e-10);
}

BOOST_AUTO_TEST_CASE(windows_of_an_even_side_are_refused) {
  BOOST_TEST(error_of([] { hist2st_network({.genes = 1, .window = 4}, {}); }) ==
             "hist2st_model: windows of 4 x 4; their side must be odd, so that "
             "maps keep their size");
}

BOOST_AUTO_TEST_CASE(patches_that_squares_do_not_fill_are_refused) {
  BOOST_TEST(
      error_of([] { hist2st_network({.patch_px = 30, .genes = 1}, {}); }) ==
      "hist2st_model: patches of 30 px; the side must be a multiple of "
      "7");
  BOOST_TEST(error_of([] { hist2st_network({}, {}); }) ==
             "hist2st_model: 0 genes, 2 mixers, 8 blocks and 4 graph layers; "
             "at least one of each is needed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
