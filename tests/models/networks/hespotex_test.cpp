#include "models/networks/hespotex.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/network/graph_layers.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/pearson.h"
#include "core/learn/train/training.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

// Edges into each spot from those of its row.
at::Tensor edges_of(const std::vector<std::vector<std::int64_t>>& neighbours) {
  std::vector<std::int64_t> from, to;
  for (std::size_t spot = 0; spot < neighbours.size(); ++spot) {
    for (const std::int64_t neighbour : neighbours[spot]) {
      from.push_back(neighbour);
      to.push_back(static_cast<std::int64_t>(spot));
    }
  }
  return at::stack({at::tensor(from), at::tensor(to)});
}

at::Tensor factor_of(const std::vector<double>& counts) {
  std::vector<double> factor;
  for (const double count : counts) {
    factor.push_back(std::clamp(count, 1.0, 20.0) / 20 + 1);
  }
  return at::tensor(factor).unsqueeze(1);
}

// The authors' case: 40 spots of 24 genes (tests/golden/learn/README.md).
Batch published_slide(const Json& published) {
  const auto centred = [](double u) { return 2 * u - 1; };
  at::Tensor genes = made_by_rule("input:expression", {40, 24}, [](double u) {
    return std::max(0.0, 12 * u - 6);
  });
  genes.select(1, 3).zero_();
  return {{unit_rows(made_by_rule("input:features", {40, 512}, centred)),
           edges_of(read_golden("learn/hespotex_neighbours")
                        .get<std::vector<std::vector<std::int64_t>>>()),
           factor_of(published.at("label_counts").get<std::vector<double>>())},
          {genes, made_by_rule("input:latent", {40, 64}, centred)}};
}

// recipes/hespotex_loocv/METHOD.md, appendix A.2: element k of tensor t is
// amp sin(0.9 (t + 1) + 0.37 (k + 1)).
at::Tensor waves(int t, const std::vector<std::int64_t>& shape,
                 double amplitude = 0.3) {
  at::Tensor values = at::empty(shape, at::kDouble);
  for (std::int64_t k = 0; k < values.numel(); ++k) {
    values.mutable_data_ptr<double>()[k] =
        amplitude * std::sin(0.9 * (t + 1) + 0.37 * static_cast<double>(k + 1));
  }
  return values;
}

// recipes/hespotex_loocv/METHOD.md A.2: seven spots, six features, heads 8
// wide, latent 4, five genes.
// The same page: seven spots, six features, heads 8 wide, latent 4, five genes.
struct Small {
  HespotexConfig config{
      .features = 6, .genes = 5, .latent = 4, .width = 8, .float64 = true};
  Batch slide{{unit_rows(waves(50, {7, 6}, 1)),
               edges_of({{1, 2, 3, 4},
                         {0, 2, 3, 4},
                         {0, 1, 4, 6},
                         {1, 4, 2, 5},
                         {2, 3, 6, 1},
                         {4, 3, 6, 2},
                         {4, 2, 5, 1}}),
               factor_of({1, 5, 24, 13, 0, 20, 7})},
              {waves(52, {7, 5}, 4).clamp_min(0), waves(51, {7, 4}, 1)}};

  std::unique_ptr<Network> network() const {
    prepare_torch();
    auto made = hespotex_network(config, {});
    const c10::NoGradGuard no_gradient;
    int t = 0;
    for (StateTensor& tensor : made->state()) {
      tensor.value.copy_(waves(t++, tensor.value.sizes().vec()));
    }
    return made;
  }
};

Objective published_objective() {
  return {{row_pearson_term("alignment", 1), mse_term()}};
}

OptimiserOptions published_adamw() {
  return {.rule = Adam{.decoupled_decay = true},
          .weight_decay = 1e-3,
          .clip_norm = {},
          .groups = {}};
}

void check_row(const at::Tensor& values, std::int64_t row,
               const std::vector<double>& expected) {
  const at::Tensor found = values.detach()[row].contiguous();
  BOOST_REQUIRE(found.numel() == static_cast<std::int64_t>(expected.size()));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    BOOST_TEST(std::fabs(found.const_data_ptr<double>()[i] - expected[i]) <
               1e-10);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hespotex_test)

BOOST_AUTO_TEST_CASE(the_small_case_is_met) {
  const Small small;
  const auto network = small.network();
  const Tensors outputs =
      network->forward(small.slide.inputs, Mode::evaluation);
  check_row(outputs[1], 0,
            {-0.0434126398, -0.5133559264, -0.0309576093, -0.5747167986});
  check_row(outputs[0], 0,
            {0.1894096907, -0.1331462575, 0.0689716796, -0.5585828184,
             -0.0295325304});
  check_row(outputs[0], 6,
            {0.2400411539, -0.1677629728, 0.0854402598, -0.7152666388,
             -0.0404965646});

  constexpr double kTotals[] = {5.4637074406, 5.4423301406, 5.4212024025};
  const Score gene_pcc = column_pearson_score("gene_pcc");
  BOOST_TEST(std::fabs(gene_pcc.of(outputs, small.slide) - 1.0011106189) <
             1e-10);
  Optimiser adamw(network->state(), published_adamw());
  for (int i = 0; i < 3; ++i) {
    const StepValue value =
        train_step(*network, small.slide, published_objective(), adamw, 1e-3);
    BOOST_TEST(std::fabs(value.loss - kTotals[i]) < 1e-10);
    if (i > 0) continue;
    BOOST_TEST(std::fabs(value.terms[0] - 1.0556686810) < 1e-10);
    BOOST_TEST(std::fabs(value.terms[1] - 4.4080387596) < 1e-10);
  }
  const Tensors after = network->forward(small.slide.inputs, Mode::evaluation);
  BOOST_TEST(
      std::fabs(
          published_objective().value(after, small.slide).total.item<double>() -
          5.4002770745) < 1e-10);
  BOOST_TEST(std::fabs(gene_pcc.of(after, small.slide) - 1.0035739978) < 1e-10);
}

// The same by parts: gene head B alone, graph decoder J = Y / c - B.
BOOST_AUTO_TEST_CASE(the_gene_head_is_a_network_of_its_own) {
  Small small;
  const auto whole = small.network();
  small.config.output = OutputPart::gene_head;
  const auto head = hespotex_network(small.config, {});
  Weights weights = weights_of(whole->state());
  std::erase_if(weights.tensors, [](const NamedTensor& tensor) {
    return tensor.spec.name.starts_with("image_decoder") ||
           tensor.spec.name.starts_with("jknet");
  });
  load_weights(head->state(), weights, "small", "gene_head");
  Tensors inputs = small.slide.inputs;
  inputs.pop_back();  // no factor
  const at::Tensor b = head->forward(inputs, Mode::evaluation)[0];
  const at::Tensor sum = whole->forward(inputs, Mode::evaluation)[0];
  check_row(b, 0,
            {0.0850976678, -0.2415095074, -0.0029518381, -0.5096737492,
             -0.0130551153});
  check_row(
      sum - b, 0,
      {0.0952925138, 0.1147035479, 0.0686391520, -0.0223098874, -0.0150711041});
}

// The authors' model: values of modules, losses and five steps.
BOOST_AUTO_TEST_CASE(the_published_network_is_met) {
  prepare_torch();
  const Json published = read_golden("learn/hespotex_stage2");
  const auto network = hespotex_network({.genes = 24, .float64 = true}, {});
  fill_by_rule(network->state());
  const Batch slide = published_slide(published);
  const Json& run = published.at("runs").at("float64");
  const Score gene_pcc = column_pearson_score("gene_pcc");
  {
    const Tensors outputs =
        check_modules(*network, slide.inputs, Mode::evaluation,
                      run.at("intermediate"), 1e-12);
    check_recorded("prediction", outputs[0], run.at("prediction"), 1e-12);
    const Objective::Value losses = published_objective().value(outputs, slide);
    BOOST_TEST(losses.terms[0] == run.at("alignment_loss").get<double>(),
               tt::tolerance(1e-12));
    BOOST_TEST(losses.terms[1] == run.at("mse_loss").get<double>(),
               tt::tolerance(1e-12));
    check_recorded("shifted", outputs[0] - outputs[0].min(),
                   run.at("prediction_minus_global_minimum"), 1e-12);
    BOOST_TEST(
        gene_pcc.of(outputs, slide) == run.at("gene_pcc_term").get<double>(),
        tt::tolerance(1e-12));
  }

  const Json& training = published.at("training");
  Optimiser adamw(network->state(), published_adamw());
  for (const Json& step : training.at("steps")) {
    const StepValue value =
        train_step(*network, slide, published_objective(), adamw, 1e-3);
    BOOST_TEST(value.terms[0] == step.at("alignment_before").get<double>(),
               tt::tolerance(1e-9));
    BOOST_TEST(value.terms[1] == step.at("mse_before").get<double>(),
               tt::tolerance(1e-9));
    const Tensors after = network->forward(slide.inputs, Mode::evaluation);
    BOOST_TEST(gene_pcc.of(after, slide) ==
                   step.at("gene_pcc_term_after").get<double>(),
               tt::tolerance(1e-9));
  }
  const Json& end = training.at("after_5");
  check_recorded("prediction after",
                 network->forward(slide.inputs, Mode::evaluation)[0],
                 end.at("prediction"), 1e-9);
  int compared = 0;
  for (const StateTensor& tensor : network->state()) {
    if (!end.at("state").contains(tensor.name)) continue;
    check_recorded(tensor.name, tensor.value, end.at("state").at(tensor.name),
                   1e-9);
    ++compared;
  }
  BOOST_TEST(compared == 8);
}

// The LSTM by chunks of 16 spots: sums in another order.
BOOST_AUTO_TEST_CASE(chunks_of_spots_change_nothing_but_rounding) {
  prepare_torch();
  const Json published = read_golden("learn/hespotex_stage2");
  const auto network =
      hespotex_network({.genes = 24, .lstm_spots = 16, .float64 = true}, {});
  fill_by_rule(network->state());
  const Batch slide = published_slide(published);
  Optimiser adamw(network->state(), published_adamw());
  for (const Json& step : published.at("training").at("steps")) {
    const StepValue value =
        train_step(*network, slide, published_objective(), adamw, 1e-3);
    BOOST_TEST(value.loss == step.at("total_before").get<double>(),
               tt::tolerance(1e-9));
  }
}

// The gene that is 0 everywhere has no correlation, nor has a spot of constant
// latents: nothing becomes NaN.
BOOST_AUTO_TEST_CASE(a_spot_of_constant_latents_moves_nothing) {
  prepare_torch();
  const auto network = hespotex_network({.genes = 24, .float64 = true}, {});
  fill_by_rule(network->state());
  Batch slide = published_slide(read_golden("learn/hespotex_stage2"));
  slide.targets[1][5].fill_(0.25);
  Optimiser adamw(network->state(), published_adamw());
  train_step(*network, slide, published_objective(), adamw, 1e-3);
  for (const StateTensor& tensor : network->state()) {
    BOOST_TEST(tensor.value.isfinite().all().item<bool>(), tensor.name);
  }
}

// Names, order and shapes are the published ones, without the two projections
// that nothing reads.
BOOST_AUTO_TEST_CASE(the_state_is_the_published_one_without_what_is_unused) {
  prepare_torch();
  Json used = Json::array();
  std::int64_t unused = 0;
  const Json published = read_golden("learn/hespotex_stage2");
  for (const Json& entry : published.at("state")) {
    if (!entry[0].get<std::string>().starts_with("image_projection")) {
      used.push_back(entry);
      continue;
    }
    std::int64_t count = 1;
    for (const Json& side : entry[1]) count *= side.get<std::int64_t>();
    unused += count;
  }
  Json ours = Json::array();
  const auto network = hespotex_network({.genes = 24}, {});
  for (const StateTensor& tensor : network->state()) {
    ours.push_back({tensor.name, tensor.value.sizes().vec()});
  }
  BOOST_TEST(ours == used);
  BOOST_TEST(unused == 24 * 24 + 68 * 24 + 37'120);
}

// recipes/hespotex_loocv/METHOD.md 3.6, used and unused.
BOOST_AUTO_TEST_CASE(parameter_counts_are_the_published_ones) {
  prepare_torch();
  const std::int64_t rows[][3] = {
      {33, 750'205, 40'453}, {100, 944'036, 53'920}, {785, 9'107'181, 706'725}};
  for (const auto& [genes, used, unused] : rows) {
    BOOST_TEST(hespotex_network({.genes = genes}, {})->parameters() == used);
    BOOST_TEST(genes * genes + 68 * genes + 37'120 == unused);
  }
}

// recipes/hespotex_loocv/METHOD.md 3.4: the matrices of the graph layers within
// sqrt(6 / 192), the LSTM's tensors within 1 / sqrt(G).
BOOST_AUTO_TEST_CASE(first_weights_follow_the_published_laws) {
  prepare_torch();
  const auto network = hespotex_network({.genes = 25}, {1, "hespotex_test"});
  for (const StateTensor& tensor : network->state()) {
    const bool graph = tensor.name.starts_with("image_decoder");
    if (!graph && !tensor.name.starts_with("jknet")) continue;
    const double bound = graph ? std::sqrt(6.0 / 192) : 0.2;
    const double largest = tensor.value.abs().max().item<double>();
    BOOST_TEST(largest <= bound);
    BOOST_TEST(largest > 0.9 * bound);
  }
}

// With the mean m = (3 n + e) / 4 of the published term n and the latents e, a
// layer [A, B] is the published one of [A + B / 4, 3 B / 4].
BOOST_AUTO_TEST_CASE(the_mean_of_the_neighbours_takes_their_place) {
  Small small;
  const auto published = small.network();
  small.config.neighbour_term = NeighbourTerm::mean;
  const auto mean = small.network();
  const c10::NoGradGuard no_gradient;
  for (int k = 0; k < 4; ++k) {
    at::Tensor weight = published->state()[k].value;
    at::Tensor around = weight.narrow(1, 4, 4);
    weight.narrow(1, 0, 4).add_(around / 4);
    around.mul_(0.75);
  }
  BOOST_TEST(at::allclose(
      mean->forward(small.slide.inputs, Mode::evaluation)[0],
      published->forward(small.slide.inputs, Mode::evaluation)[0], 0, 1e-13));
}

// Behind a first layer, whose rows are of length 1 and at least 0, layers
// [1, 0] repeat it: four times the first of parallel ones.
BOOST_AUTO_TEST_CASE(chained_layers_take_what_the_one_before_gave) {
  Small small;
  const auto parallel = small.network();
  small.config.layer_order = LayerOrder::chained;
  const auto chained = small.network();
  const c10::NoGradGuard no_gradient;
  for (int k = 1; k < 4; ++k) {
    parallel->state()[k].value.copy_(parallel->state()[0].value);
    chained->state()[k].value.zero_();
    chained->state()[k].value.diagonal().fill_(1);
  }
  BOOST_TEST(at::allclose(
      chained->forward(small.slide.inputs, Mode::evaluation)[0],
      parallel->forward(small.slide.inputs, Mode::evaluation)[0], 0, 1e-13));
}

BOOST_AUTO_TEST_CASE(a_published_file_is_loaded_without_what_is_unused) {
  prepare_torch();
  const auto network = hespotex_network({.genes = 2}, {});
  const auto other = hespotex_network({.genes = 2}, {3, "hespotex_test"});
  Weights weights = weights_of(other->state());
  const auto add = [&](const char* name) {
    weights.tensors.push_back({{name, Dtype::F32, {1}}, std::string(4, '\0')});
  };
  add("image_encoder.model.logit_scale");
  add("image_projection.fc.bias");
  add("image_projection2.fc.bias");
  load_published_hespotex(*network, weights, "best_unLSTM.pt");
  BOOST_TEST(network->state()[0].value.equal(other->state()[0].value));
  add("image_decoder.4.weight");
  BOOST_TEST(error_of([&] {
               load_published_hespotex(*network, weights, "best_unLSTM.pt");
             }) ==
             "best_unLSTM.pt: 1 tensor does not fit hespotex_model, which has "
             "24:\n"
             "  unexpected: image_decoder.4.weight F32 [1]");
}

BOOST_AUTO_TEST_CASE(a_configuration_without_genes_is_refused) {
  BOOST_TEST(error_of([] { hespotex_network({}, {}); }) ==
             "hespotex_model: 512 features and 0 genes; at least one of each "
             "is needed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
