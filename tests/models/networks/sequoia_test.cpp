#include "models/networks/sequoia.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/network/carried.h"
#include "core/learn/network/torch_runtime.h"
#include "core/stats/correlation.h"
#include "models/networks/sequoia_model.h"
#include "tests/learn/learned_limits.h"
#include "tests/learn/spot_training.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

const Json& golden() {
  static const Json made = read_golden("learn/sequoia");
  return made;
}
const Json& published() { return golden().at("cases").at(0); }

void fill_with_places(State& state) {
  fill_by_rule(state);
  const c10::NoGradGuard no_gradient;
  const at::Tensor& places = tensor_named(state, "pos_emb1D");
  places.copy_(made_by_rule("pos_emb1D", places.sizes().vec(), [](double u) {
    return (2 * u - 1) * std::sqrt(3.0);
  }));
}

std::unique_ptr<Network> published_network(at::ScalarType type) {
  prepare_torch();
  auto network = sequoia_network({.features = 32,
                                  .genes = 9,
                                  .tokens = 20,
                                  .blocks = 2,
                                  .heads = 3,
                                  .head_width = 8,
                                  .float64 = type == at::kDouble},
                                 {});
  fill_with_places(network->state());
  return network;
}

Batch tokens(at::ScalarType type) {
  return {{made_by_rule("input:tokens", {4, 20, 32},
                        [](double u) { return 2 * u - 1; })
               .to(type)},
          {made_by_rule("input:target", {4, 9}, [](double u) {
             return 3 * u;
           }).to(type)}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sequoia_test)

BOOST_AUTO_TEST_CASE(the_state_is_the_published_one) {
  check_published_state(*published_network(at::kFloat), published());
}

BOOST_AUTO_TEST_CASE(parameter_counts_are_the_published_ones) {
  prepare_torch();
  const std::int64_t rows[][3] = {{1024, 785, 33'226'513},
                                  {2048, 785, 90'788'625},
                                  {1024, 19'198, 52'099'838}};
  for (const auto& [features, genes, count] : rows) {
    BOOST_TEST(sequoia_network({.features = features, .genes = genes}, {})
                   ->parameters() == count);
  }
}

BOOST_AUTO_TEST_CASE(the_published_outputs_are_met) {
  const c10::NoGradGuard no_gradient;
  for (const std::string type : {"float64", "float32"}) {
    const at::ScalarType number = type == "float64" ? at::kDouble : at::kFloat;
    const auto network = published_network(number);
    const at::Tensor given = tokens(number).inputs.at(0);
    check_published("expression",
                    network->forward({given}, Mode::evaluation).at(0),
                    published().at("eval").at("outputs").at("pred"), type);
    // Without an axis of samples, as the authors' script for maps passes them,
    // each token is a sample of one that is repeated.
    check_published(
        "tokens as samples",
        network->forward({given[0].unsqueeze(1)}, Mode::evaluation).at(0),
        published().at("eval_two_dimensional_input").at("outputs").at("pred"),
        type);
  }
}

BOOST_AUTO_TEST_CASE(modules_give_the_published_values) {
  check_published_modules(*published_network(at::kDouble),
                          tokens(at::kDouble).inputs, Mode::evaluation,
                          published().at("eval"));
}

BOOST_AUTO_TEST_CASE(five_published_steps_are_met) {
  const auto network = published_network(at::kDouble);
  check_published_steps(*network, tokens(at::kDouble), {{mse_term()}},
                        {.rule = Adam{.decoupled_decay = true}}, 1e-3,
                        published().at("loss"), "pred");
}

// Of NumPy in float64, the layers written out by the rule's weights; on the
// published case it gives the published values to 2e-15.
BOOST_AUTO_TEST_CASE(heads_of_other_widths_give_what_the_layers_say) {
  prepare_torch();
  const auto network = sequoia_network({.features = 6,
                                        .genes = 3,
                                        .tokens = 5,
                                        .blocks = 1,
                                        .heads = 2,
                                        .head_width = 5,
                                        .local_width = 4,
                                        .summary_width = 3,
                                        .float64 = true},
                                       {});
  fill_with_places(network->state());
  const c10::NoGradGuard no_gradient;
  const at::Tensor said =
      network
          ->forward({made_by_rule("input:tokens", {2, 5, 6},
                                  [](double u) { return 2 * u - 1; })},
                    Mode::evaluation)
          .at(0);
  const double expected[] = {0.2070207283678375,  1.2252202008986441,
                             -1.039383092611509,  1.1615221193031642,
                             0.24636566709692076, -0.7950991207092563};
  for (std::int64_t i = 0; i < 6; ++i) {
    check_near("expression", said.view(-1)[i].item<double>(), expected[i],
               1e-10);
  }
}

// Spots 6 x 5 on the array: of the first, at (0, 0), the square of 5 x 5 holds
// nine spots, itself at token 12, (1, 0) at 13 and (0, 1) at 17; of spot 14, at
// (2, 2), it holds all 25, the first of them (0, 0).
BOOST_AUTO_TEST_CASE(tokens_are_a_spot_and_those_around_it) {
  prepare_torch();
  const std::vector<SpotSection> one{
      SpotSample("s").section({.features = true, .places = true})};
  const at::Tensor made = tokens_around(rows_of_section(one, 0));
  BOOST_TEST(made.sizes().vec() == (std::vector<std::int64_t>{30, 25, 4}),
             boost::test_tools::per_element());
  const auto is_spot = [&](int spot, int token, int row) {
    for (int k = 0; k < 4; ++k) {
      BOOST_TEST(made[spot][token][k].item<float>() == one[0].features(row, k));
    }
  };
  is_spot(0, 12, 0);
  is_spot(0, 13, 1);
  is_spot(0, 17, 6);
  BOOST_TEST(made[0].slice(0, 0, 12).abs().sum().item<float>() == 0);
  is_spot(14, 0, 0);
  is_spot(14, 12, 14);
  is_spot(14, 24, 28);
}

// The authors' script for maps on 117 tiles of a grid of 12 x 11, and what it
// would say of windows that are one sample each.
BOOST_AUTO_TEST_CASE(maps_of_sliding_windows_are_the_published_ones) {
  prepare_torch();
  const Json& of = golden().at("functions").at("sliding_window");
  const auto network = sequoia_network({.features = 6,
                                        .genes = 3,
                                        .tokens = 100,
                                        .blocks = 1,
                                        .heads = 2,
                                        .head_width = 4,
                                        .float64 = true},
                                       {});
  Json state = Json::array();
  for (const StateTensor& tensor : network->state()) {
    state.push_back({tensor.name, tensor.value.sizes().vec()});
  }
  BOOST_TEST(state == of.at("state"));
  fill_with_places(network->state());
  std::vector<std::int64_t> places;
  for (const Json& tile : of.at("tiles")) {
    places.push_back(tile[0]);
    places.push_back(tile[1]);
  }
  const at::Tensor on_grid = at::tensor(places, at::kLong).view({-1, 2});
  const at::Tensor tiles =
      made_by_rule("input:tile_features", {on_grid.size(0), 6},
                   [](double u) { return 2 * u - 1; });
  BOOST_TEST(of.at("tiles_without_prediction").empty());
  for (const auto& [samples, name] :
       {std::pair(WindowSamples::faithful, "prediction_per_tile"),
        std::pair(WindowSamples::corrected, "window_as_a_sequence")}) {
    const at::Tensor found = sliding_window(*network, tiles, on_grid, samples);
    const Json& expected = of.at(name);
    BOOST_TEST(Json(found.sizes().vec()) == expected.at("shape"));
    const double* values = found.const_data_ptr<double>();
    for (const Json& value : expected.at("values")) {
      check_near(name, *values++, value, 1e-10);
    }
  }
}

// A block of 8 x 7 tiles and one that stands 20 places off: no window of more
// than 50 tiles reaches that.
BOOST_AUTO_TEST_CASE(a_tile_in_no_window_is_not_told_of) {
  prepare_torch();
  const auto network = sequoia_network({.features = 4,
                                        .genes = 2,
                                        .tokens = 100,
                                        .blocks = 1,
                                        .heads = 1,
                                        .head_width = 4},
                                       {1, "sequoia_test"});
  std::vector<std::int64_t> places{28, 3};
  for (std::int64_t tile = 0; tile < 56; ++tile) {
    places.push_back(tile % 8);
    places.push_back(tile / 8);
  }
  const at::Tensor found = sliding_window(
      *network, at::ones({57, 4}), at::tensor(places, at::kLong).view({-1, 2}),
      WindowSamples::corrected);
  BOOST_TEST(found[0].isnan().all().item<bool>());
  BOOST_TEST(found.narrow(0, 1, 56).isfinite().all().item<bool>());
}

// Spots 6 x 5 on the array: about the first, at (0, 0), a window reaches to 4
// on either axis, spots of x below 5; about spot 29, at (5, 4), from (0, -1),
// all thirty.
BOOST_AUTO_TEST_CASE(a_window_holds_the_spots_about_one) {
  prepare_torch();
  const SpotReads reads{.features = true, .places = true};
  const std::vector<SpotSection> one{SpotSample("s").section(reads)};
  const WindowRows found = windows_about(rows_of_section(one, 0));
  BOOST_TEST(
      found.tokens.sizes().vec() == (std::vector<std::int64_t>{30, 100, 4}),
      boost::test_tools::per_element());
  BOOST_TEST(found.tokens[0][4][0].item<float>() == one[0].features(4, 0));
  BOOST_TEST(found.tokens[0][5][0].item<float>() == one[0].features(6, 0));
  BOOST_TEST(found.tokens[0].slice(0, 25).abs().sum().item<float>() == 0);
  BOOST_TEST(found.tokens[29][29][3].item<float>() == one[0].features(29, 3));
  BOOST_TEST(found.tokens[29].slice(0, 30).abs().sum().item<float>() == 0);
  double sum = 0;
  for (int spot = 0; spot < 30; ++spot) {
    if (spot % 6 < 5) sum += one[0].targets(spot, 1);
  }
  check_near("targets of a window", found.targets[0][1].item<double>(),
             sum / 25, 1e-6);
}

// Sixty spots, 6 x 10 on the array: those of two drawn sections.
SpotSample sixty_spots(const char* section, std::uint64_t index) {
  SpotSample sample(section, index);
  const SpotSample more(section, index + 10);
  const auto below = [](auto& values, const auto& others) {
    const Eigen::Index rows = values.rows();
    values.conservativeResize(rows + others.rows(), Eigen::NoChange);
    values.bottomRows(others.rows()) = others;
  };
  below(sample.features.values, more.features.values);
  below(sample.targets.values, more.targets.values);
  below(sample.dataset.pixel_xy, more.dataset.pixel_xy);
  below(sample.dataset.array_xy, more.dataset.array_xy);
  sample.dataset.array_xy.bottomRows(30).col(1).array() += 5;
  SparseCounts& counts = sample.dataset.counts;
  for (int spot = 0; spot < 30; ++spot) {
    sample.dataset.spots.push_back(concat("more", spot));
    counts.row_starts.push_back(counts.row_starts.back());
  }
  counts.rows = 60;
  sample.features.spots = sample.targets.names = sample.dataset.spots;
  return sample;
}

// A window from (0, 0) holds all spots and one from (0, 1) all but the first
// six, more than 50; others do not. The last spot stands far from them.
BOOST_AUTO_TEST_CASE(spots_are_told_the_mean_of_their_windows) {
  prepare_torch();
  const SpotMethod method = sequoia_method();
  const std::vector<SpotSample> learned{sixty_spots("s", 0),
                                        sixty_spots("t", 1)};
  SpotSample other = sixty_spots("u", 2);
  other.dataset.array_xy.row(59) << 40, 40;
  Matrix by_samples[2];
  for (const int faithful : {0, 1}) {
    const Model model =
        trained_on(sequoia_model_step(), method.reads, learned,
                   {{"tokens", "window"},
                    {"window_samples", faithful ? "faithful" : "corrected"},
                    {"epochs", 2},
                    {"blocks", 1},
                    {"heads", 1}});
    const Matrix found = predicted_of(method, model, other);
    const auto is_same = [&](int a, int b) {
      return (found.row(a) - found.row(b)).cwiseAbs().maxCoeff() < 1e-5;
    };
    for (int spot = 0; spot < 59; ++spot) {
      BOOST_TEST(is_same(spot, spot < 6 ? 0 : 6), "spot " << spot);
    }
    BOOST_TEST(!is_same(0, 6));
    const Eigen::RowVectorXf mean =
        (learned[0].targets.values.colwise().mean() +
         learned[1].targets.values.colwise().mean()) /
        2;
    BOOST_TEST((found.row(59) - mean).cwiseAbs().maxCoeff() < 1e-5);
    by_samples[faithful] = found;
  }
  // One training, other windows.
  BOOST_TEST((by_samples[0] - by_samples[1]).cwiseAbs().maxCoeff() > 1e-5);
}

BOOST_AUTO_TEST_CASE(samples_of_windows_without_windows_are_refused) {
  BOOST_TEST(error_of([] {
               trained_on_sample(sequoia_model_step(), sequoia_method(),
                                 {{"window_samples", "faithful"}});
             }) ==
             "sequoia_model: window_samples = \"faithful\" is of tokens = "
             "\"window\"");
}

BOOST_AUTO_TEST_CASE(a_section_without_a_window_is_refused) {
  BOOST_TEST(
      error_of([] {
        trained_on_sample(
            sequoia_model_step(), sequoia_method(),
            {{"tokens", "window"}, {"epochs", 1}, {"blocks", 1}, {"heads", 1}});
      }) ==
      "sequoia_model: tokens = \"window\": section s: no window of 10 x 10 "
      "places holds more than 50 of the 30 tiles");
}

// Spots three steps apart, so that of 25 tokens one is theirs and the others
// are 0: what is told of a section that was not seen follows what was measured,
// and not by chance. Beside their neighbours' tokens sixty spots do not tell
// which of the hundred values counts: a network of this size then learns them
// by heart.
BOOST_AUTO_TEST_CASE(genes_that_follow_a_spots_features_are_learned) {
  prepare_torch();
  const auto apart = [](const char* name, std::uint64_t index) {
    SpotSample sample(name, index);
    sample.dataset.array_xy *= 3;
    return sample;
  };
  const SpotMethod method = sequoia_method();
  const Model model = trained_on(sequoia_model_step(), method.reads,
                                 {apart("s", 0), apart("t", 1)},
                                 {{"epochs", 60},
                                  {"batch", 10},
                                  {"blocks", 1},
                                  {"heads", 2},
                                  {"learning_rate", 3e-3}});
  BOOST_TEST(model.training.at("constant_loss").get<double>() >
             model.training.at("final_loss").get<double>());
  const SpotSample other = apart("u", 2);
  const Matrix found = predicted_of(method, model, other);
  for (const double r : pearson_by_gene(found, other.targets.values)) {
    BOOST_TEST(r > correlation_by_chance(SpotSample::kSpots));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
