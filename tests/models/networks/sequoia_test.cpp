#include "models/networks/sequoia.h"

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

const Json& published() {
  static const Json made = read_golden("learn/sequoia").at("cases").at(0);
  return made;
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
  fill_by_rule(network->state());
  const c10::NoGradGuard no_gradient;
  tensor_named(network->state(), "pos_emb1D")
      .copy_(made_by_rule("pos_emb1D", {20, 32}, [](double u) {
        return (2 * u - 1) * std::sqrt(3.0);
      }));
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
  BOOST_TEST(
      sequoia_network({.features = 1024, .genes = 785}, {})->parameters() ==
      33'226'513);
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

BOOST_AUTO_TEST_CASE(five_published_steps_are_met) {
  const auto network = published_network(at::kDouble);
  check_published_steps(*network, tokens(at::kDouble), {{mse_term()}},
                        {.rule = Adam{.decoupled_decay = true}}, 1e-3,
                        published().at("loss"), "pred");
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
