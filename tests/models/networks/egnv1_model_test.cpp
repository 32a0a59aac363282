#include "models/networks/egnv1_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>

#include "core/learn/network/torch_runtime.h"
#include "core/learn/predict.h"
#include "core/learn/train/training_record.h"
#include "models/networks/egnv1.h"
#include "models/networks/exemplars.h"
#include "models/networks/standard_pictures.h"
#include "tests/learn/spot_sample.h"

namespace moonstain {
namespace {

Egnv1Training small() {
  Egnv1Training training;
  training.epochs = 30;
  training.batch = 15;
  training.exemplars = 3;
  training.depth = 2;
  training.width = 32;
  training.heads = 1;
  training.patch_px = 4;
  return training;
}

Model trained(const Egnv1Training& training,
              const std::vector<SpotSection>& sections) {
  prepare_torch();
  return train_spots(egnv1_method(), training, egnv1_plan(training, sections),
                     sections);
}

Predictions predicted(const Model& model, const SpotSample& sample) {
  GivenSpots given;
  given.with_inputs(egnv1_method().reads, sample);
  return predict(model, Inputs("predictions", given.items), {egnv1_kind()});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(egnv1_model_test)

// Genes that follow features and pictures are told of a section that was not
// seen, in the unit of the targets.
BOOST_AUTO_TEST_CASE(a_small_network_learns) {
  const Model model = trained(small(), spot_sections_of(egnv1_method().reads));
  const SpotSample other("u", 2);
  const TempFolder folder;
  model.write(folder.path);
  BOOST_TEST(TrainingRecord::read(folder.path).fitted());
  const Predictions made = predicted(Model::read(folder.path), other);
  BOOST_TEST(made.names == other.targets.names,
             boost::test_tools::per_element());
  BOOST_TEST(left_of(made.values, other) < 0.5);
}

// The network of the model, given exemplars by brute force.
BOOST_AUTO_TEST_CASE(predictions_are_what_the_network_says) {
  Egnv1Training training = small();
  training.epochs = 1;
  training.target_scale = GeneScaling::given;
  const auto sections = spot_sections_of(egnv1_method().reads);
  const Model model = trained(training, sections);
  const auto network = egnv1_network({.features = 4,
                                      .genes = 3,
                                      .image_px = 8,
                                      .patch_px = 4,
                                      .width = 32,
                                      .depth = 2,
                                      .heads = 1,
                                      .mlp_width = 128},
                                     {});
  Weights weights = model.weights;
  std::erase_if(weights.tensors, [](const NamedTensor& tensor) {
    return tensor.spec.name.starts_with("exemplars.") ||
           tensor.spec.name.starts_with("target.");
  });
  load_weights(network->state(), weights, "the model", "egnv1_model");

  const c10::NoGradGuard no_gradient;
  const SpotSample sample("u", 2);
  const SpotSection other = sample.section(egnv1_method().reads, false);
  const SpotRows rows = rows_of_section({&other, 1}, 0);
  const Exemplars pool = Exemplars::of(sections);
  const at::Tensor features = spot_features(rows);
  const at::Tensor nearest =
      std::get<1>((features.unsqueeze(1) - pool.features.unsqueeze(0))
                      .square()
                      .sum(2)
                      .topk(3, 1, /*largest=*/false))
          .flatten();
  const Tensors said = network->forward(
      {standard_pictures(spot_pictures(rows),
                         {{0.5476, 0.5218, 0.6881}, {0.2461, 0.2101, 0.1649}}),
       features, pool.features.index_select(0, nearest).view({30, 3, 4}),
       pool.expression.index_select(0, nearest).view({30, 3, 3})},
      Mode::evaluation);
  const Matrix found = predicted(model, sample).values;
  BOOST_TEST((found - rows_of(said[0])).cwiseAbs().maxCoeff() < 1e-5);
}

BOOST_AUTO_TEST_CASE(one_training_section_has_no_other_to_look_up) {
  const std::vector<SpotSection> one{
      SpotSample("s", 0).section(egnv1_method().reads)};
  BOOST_TEST(error_of([&] { trained(small(), one); }) ==
             "egnv1_model: section s has 0 spots in other training sections to "
             "look up, 3 exemplars are asked for; train on more sections, "
             "use fewer exemplars or look_up = \"other_spots\"");
}

BOOST_AUTO_TEST_CASE(a_window_that_squares_do_not_fill_is_named) {
  Egnv1Training training = small();
  training.patch_px = 3;
  BOOST_TEST(error_of([&] {
               trained(training, spot_sections_of(egnv1_method().reads));
             }) ==
             "egnv1_model: pictures of 8 px are not filled by squares of 3 px; "
             "give pictures whose side is a multiple of it");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
