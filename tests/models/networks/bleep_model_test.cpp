#include "models/networks/bleep_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>

#include "core/learn/network/resnet.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/predict.h"
#include "core/learn/weights/safetensors.h"
#include "models/networks/exemplars.h"
#include "models/networks/standard_pictures.h"
#include "tests/learn/learned_limits.h"
#include "tests/learn/spot_sample.h"

namespace moonstain {
namespace {

BleepFrozenTraining frozen() {
  BleepFrozenTraining training;
  training.epochs = 60;
  training.batch = 30;
  training.neighbours = 5;
  return training;
}

Model trained(const BleepFrozenTraining& training) {
  prepare_torch();
  const SpotMethod method = bleep_frozen_method();
  const auto sections = spot_sections_of(method.reads);
  return train_spots(method, training, bleep_frozen_plan(training, sections),
                     sections);
}

Predictions predicted(const Model& model, const SpotMethod& method,
                      const SpotSample& sample) {
  GivenSpots given;
  given.with_inputs(method.reads, sample);
  return predict(model, Inputs("predictions", given.items),
                 {spot_kind(method)});
}

// Of a model without what it carries.
std::unique_ptr<Network> network_of(const Model& model,
                                    const BleepConfig& config) {
  auto network = bleep_network(config, {});
  Weights weights = model.weights;
  std::erase_if(weights.tensors, [](const NamedTensor& tensor) {
    return tensor.spec.name == "training.expression";
  });
  load_weights(network->state(), weights, "the model", "bleep_model");
  return network;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bleep_model_test)

// Genes that follow one of four features. Both look five of the sixty training
// spots up: heads that have learned which feature tells find better ones than
// nearness in all four does.
BOOST_AUTO_TEST_CASE(heads_on_features_learn) {
  const SpotSample other("u", 2);
  const double unlearned =
      left_by_memory({SpotSample("s", 0), SpotSample("t", 1)}, other, 5);
  for (const Retrieved way : {Retrieved::mean, Retrieved::weighted}) {
    BleepFrozenTraining training = frozen();
    training.epochs = 200;
    training.prediction = way;
    const TempFolder folder;
    trained(training).write(folder.path);
    const Predictions made =
        predicted(Model::read(folder.path), bleep_frozen_method(), other);
    BOOST_TEST(made.names == other.targets.names,
               boost::test_tools::per_element());
    BOOST_TEST(left_of(made.values, other) < unlearned);
  }
}

// Each is the expression of one training spot, and of none else.
BOOST_AUTO_TEST_CASE(the_best_alone_is_a_measured_spot) {
  BleepFrozenTraining training = frozen();
  training.epochs = 1;
  training.prediction = Retrieved::best;
  const Matrix said =
      predicted(trained(training), bleep_frozen_method(), SpotSample("u", 2))
          .values;
  const Matrix s = SpotSample("s", 0).targets.values;
  const Matrix t = SpotSample("t", 1).targets.values;
  for (Eigen::Index spot = 0; spot < said.rows(); ++spot) {
    const auto nearest = [&](const Matrix& measured) {
      return (measured.rowwise() - said.row(spot))
          .rowwise()
          .lpNorm<Eigen::Infinity>()
          .minCoeff();
    };
    BOOST_TEST(std::min(nearest(s), nearest(t)) == 0.F);
  }
}

BOOST_AUTO_TEST_CASE(predictions_are_what_the_network_finds) {
  BleepFrozenTraining training = frozen();
  training.epochs = 2;
  const Model model = trained(training);
  const auto network = network_of(model, {.features = 4, .genes = 3});
  const c10::NoGradGuard no_gradient;
  const SpotSample sample("u", 2);
  const SpotReads reads = bleep_frozen_method().reads;
  const SpotSection other = sample.section(reads, false);
  const at::Tensor expression =
      Exemplars::of(spot_sections_of(reads)).expression;
  const Tensors embedded = network->forward(
      {spot_features(rows_of_section({&other, 1}, 0)), expression},
      Mode::evaluation);
  const Matrix expected = rows_of(
      retrieved(embedded[0], embedded[1], expression, Retrieved::mean, 5));
  const Matrix found = predicted(model, bleep_frozen_method(), sample).values;
  BOOST_TEST((found - expected).cwiseAbs().maxCoeff() < 1e-6);
}

BOOST_AUTO_TEST_CASE(fewer_training_spots_than_neighbours_are_named) {
  BleepFrozenTraining training = frozen();
  training.neighbours = 61;
  BOOST_TEST(error_of([&] { trained(training); }) ==
             "bleep_frozen_model: 60 training spots, of which the 61 nearest "
             "are asked for; use a smaller neighbours");
}

// From torchvision's weights, at a rate of 0: the encoder stays as they are.
// The prediction is that of the network on pictures as ImageNet's weights
// expect them.
BOOST_AUTO_TEST_CASE(pictures_are_seen_by_an_encoder_with_given_weights) {
  prepare_torch();
  State state;
  const ResNet encoder(Names(state, {{3, ""}, "bleep_model_test"}, at::kFloat),
                       {.depth = 50});
  const TempFolder folder;
  write_safetensors(folder / "resnet50.safetensors", weights_of(state));

  const SpotMethod method = bleep_method();
  const SpotSample s("s", 0, 32), t("t", 1, 32), u("u", 2, 32);
  const std::vector<SpotSection> sections{s.section(method.reads),
                                          t.section(method.reads)};
  BleepTraining training;
  training.epochs = 1;
  training.batch = 30;
  training.learning_rate = 0;
  training.neighbours = 5;
  const Model model =
      train_spots(method, training, bleep_plan(training, sections), sections,
                  folder / "resnet50.safetensors");
  BOOST_TEST((
      model.weights.tensor("image_encoder.model.layer3.1.conv2.weight").bytes ==
      weights_of(state).tensor("layer3.1.conv2.weight").bytes));

  const c10::NoGradGuard no_gradient;
  const auto network = network_of(model, {.genes = 3});
  const SpotSection other = u.section(method.reads, false);
  const at::Tensor expression = Exemplars::of(sections).expression;
  const at::Tensor bytes = spot_pictures(rows_of_section({&other, 1}, 0));
  const Tensors embedded = network->forward(
      {standard_pictures(bytes, kImageNet), expression}, Mode::evaluation);
  const Matrix expected = rows_of(
      retrieved(embedded[0], embedded[1], expression, Retrieved::mean, 5));
  const Matrix found = predicted(model, method, u).values;
  BOOST_TEST((found - expected).cwiseAbs().maxCoeff() < 1e-5);
}

// Byte 255 of red is (1 - 0.485) / 0.229, byte 0 of blue -0.406 / 0.225.
BOOST_AUTO_TEST_CASE(pictures_are_standardised_by_channel) {
  prepare_torch();
  at::Tensor bytes = at::zeros({1, 1, 2, 3}, at::kByte);
  bytes[0][0][1][0] = 255;
  const at::Tensor made = standard_pictures(bytes, kImageNet);
  BOOST_TEST((made.sizes() == at::IntArrayRef{1, 3, 1, 2}));
  BOOST_TEST(made[0][0][0][1].item<float>() ==
             static_cast<float>((1 - 0.485) / 0.229));
  BOOST_TEST(made[0][2][0][1].item<float>() ==
             static_cast<float>(-0.406 / 0.225));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
