#include "models/networks/hist2st_model.h"

#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/engine/step/step_kind.h"
#include "tests/models/networks/section_method.h"

namespace moonstain {
namespace {

constexpr std::int64_t kPx = 14;
const SpotReads kReads = hist2st_method().reads;

Json small(Json options) {
  Json all{{"epochs", 40},      {"learning_rate", 3e-3},
           {"mixers", 1},       {"blocks", 1},
           {"graph_layers", 2}, {"heads", 2},
           {"dropout", 0},      {"passes", 2}};
  all.update(options);
  return all;
}

Model trained(const Json& options = Json::object()) {
  return trained_on(hist2st_model_step(), kReads,
                    {SpotSample("s", 0, kPx), SpotSample("t", 1, kPx)},
                    small(options));
}

Predictions predicted(const Model& model, const SpotSample& sample) {
  return predicted_of(hist2st_kind(), kReads, model, sample);
}

// Spot 7 hears of nobody.
SpotSample with_a_lonely_spot(const char* section) {
  SpotSample sample(section, 0, kPx);
  auto& edges = sample.graph.edges;
  Eigen::Index kept = 0;
  for (Eigen::Index e = 0; e < edges.cols(); ++e) {
    if (edges(1, e) != 7) edges.col(kept++) = edges.col(e);
  }
  edges.conservativeResize(Eigen::NoChange, kept);
  return sample;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist2st_model_test)

// The spots of the sample do not resemble their neighbours, whom alone the last
// layers hear of: the level of each gene is what can be learned. What the step
// says is what the network says of the same numbers.
BOOST_AUTO_TEST_CASE(a_small_network_learns_its_sections) {
  const Model model = trained();
  const SpotSample seen("s", 0, kPx);
  const Predictions made = predicted(model, seen);
  BOOST_TEST(left_of(made.values, seen) < 1.1);
  const Json& terms = model.training.at("epochs")[0].at("terms");
  for (const char* term : {"mse", "zinb", "distillation"}) {
    BOOST_TEST(terms.at(term).get<double>() > 0, term);
  }

  const c10::NoGradGuard no_gradient;
  const at::Tensor said =
      network_of(hist2st_kind(), model)
          ->forward({transposed_pictures(seen).permute({0, 3, 1, 2}),
                     positions_of(seen), edges_of(seen)},
                    Mode::evaluation)
          .at(0);
  BOOST_TEST((rows_of(said) - made.values).cwiseAbs().maxCoeff() < 1e-5F);
}

BOOST_AUTO_TEST_CASE(training_repeats_bit_for_bit_with_what_it_draws) {
  const auto weights = [](std::int64_t seed) {
    return trained({{"epochs", 1}, {"dropout", 0.2}, {"seed", seed}})
        .weights.tensor("patch_embedding.weight")
        .bytes;
  };
  BOOST_TEST(weights(1) == weights(1));
  BOOST_TEST(weights(1) != weights(2));
}

// Without passes the term is not there, as without its weight the likelihood.
BOOST_AUTO_TEST_CASE(terms_can_be_left_out) {
  const Model model =
      trained({{"epochs", 1}, {"passes", 0}, {"zinb_weight", 0}});
  const Json& terms = model.training.at("epochs")[0].at("terms");
  BOOST_TEST(terms.size() == 1U);
  BOOST_TEST(terms.contains("mse"));
}

// The first epoch's likelihood is that of the first weights: with a ridge of 1
// it has the mean square of the extra zeros more, less than 1. The sections'
// order is the same.
BOOST_AUTO_TEST_CASE(a_ridge_is_added_to_the_likelihood) {
  const auto first = [](double ridge) {
    return trained({{"epochs", 1}, {"learning_rate", 0}, {"zinb_ridge", ridge}})
        .training.at("epochs")[0]
        .at("terms")
        .at("zinb")
        .get<double>();
  };
  const double added = first(1) - first(0);
  BOOST_TEST(added > 0.01);
  BOOST_TEST(added < 1);
  BOOST_TEST(std::abs(first(0.5) - first(0) - added / 2) < 1e-5);
  BOOST_TEST(error_of([] {
               trained({{"zinb_ridge", 1}, {"zinb_weight", 0}});
             }) ==
             "hist2st_model: zinb_ridge is of the counts' likelihood, which "
             "zinb_weight = 0 leaves out");
}

// 3,000 passes: grey of a tenth and mirrored of a fifth, each within five
// deviations, angles over all of 180 degrees.
BOOST_AUTO_TEST_CASE(transforms_are_drawn_with_the_published_chances) {
  prepare_torch();
  std::vector<RandomStream> streams{RandomStream(1, "hist2st_model_test", "x")};
  Batch batch;
  drawn_transforms(3000, Flip::faithful)(batch, streams);
  const at::Tensor drawn = batch.inputs.at(0);
  const at::Tensor mean = drawn.mean(0);
  BOOST_TEST(std::abs(mean[0].item<double>() - 0.1) < 0.028);
  BOOST_TEST(std::abs(mean[2].item<double>() - 0.2) < 0.037);
  BOOST_TEST(std::abs(mean[1].item<double>()) < 4.8);
  const at::Tensor degrees = drawn.select(1, 1);
  BOOST_TEST(degrees.min().item<double>() >= -90);
  BOOST_TEST(degrees.min().item<double>() < -89);
  BOOST_TEST(degrees.max().item<double>() <= 90);
  BOOST_TEST(degrees.max().item<double>() > 89);
}

// The same draws; only what a flip is differs.
BOOST_AUTO_TEST_CASE(a_flip_mirrors_the_axis_that_is_asked_for) {
  prepare_torch();
  const auto drawn = [](Flip flip) {
    std::vector<RandomStream> streams{
        RandomStream(1, "hist2st_model_test", "x")};
    Batch batch;
    drawn_transforms(100, flip)(batch, streams);
    return batch.inputs.at(0);
  };
  const at::Tensor faithful = drawn(Flip::faithful);
  at::Tensor corrected = drawn(Flip::corrected);
  BOOST_TEST(faithful.select(1, 2).max().item<double>() == 1);
  BOOST_TEST(corrected.select(1, 2).max().item<double>() == 2);
  corrected.select(1, 2).div_(2);
  BOOST_TEST(at::equal(faithful, corrected));
}

BOOST_AUTO_TEST_CASE(a_spot_without_neighbours_is_named_or_hears_nothing) {
  const auto lonely = [](const char* word) {
    return trained_on(hist2st_model_step(), kReads, {with_a_lonely_spot("s")},
                      small({{"epochs", 1}, {"lonely_spots", word}}));
  };
  BOOST_TEST(error_of([&] { lonely("faithful"); }) ==
             "hist2st_model: spot 'spot7' of section s has no neighbour in the "
             "graph, whose mean the published code divides 0 by 0 for; "
             "lonely_spots = \"corrected\" takes a vector of 0, a graph "
             "without reach has neighbours of all");
  const Model model = lonely("corrected");
  BOOST_TEST(predicted(model, with_a_lonely_spot("s"))
                 .values.array()
                 .isFinite()
                 .all());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
