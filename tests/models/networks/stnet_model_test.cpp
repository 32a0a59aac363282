#include "models/networks/stnet_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>

#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/predict.h"
#include "core/learn/spot_step.h"
#include "core/learn/weights/safetensors.h"
#include "models/networks/picture_scale.h"
#include "models/networks/stnet.h"
#include "tests/learn/spot_sample.h"

namespace moonstain {
namespace {

constexpr std::int64_t kPx = 32;

Model trained(const Json& options, const Weights& weights = {}) {
  prepare_torch();
  const SpotSample s("s", 0, kPx), t("t", 1, kPx);
  GivenSpots given;
  for (const SpotSample* one : {&s, &t}) {
    const std::string& section = one->dataset.section;
    given.with("targets", one->targets, section)
        .with("patches", one->patches, section);
  }
  if (!weights.tensors.empty()) {
    const fs::path file = given.folder / "densenet.safetensors";
    write_safetensors(file, weights);
    given.items["weights"] = {{file, "densenet.safetensors", ""}};
  }
  const StepKind step = stnet_model_step();
  const TempFolder out;
  step.run(Inputs("stnet_model", given.items),
           complete_options(step.decl(), options), out.path);
  return Model::read(out.path);
}

Matrix predicted(const Model& model, const SpotSample& sample) {
  GivenSpots given;
  given.with_inputs(stnet_method().reads, sample);
  return predict(model, Inputs("predictions", given.items), {stnet_kind()})
      .values;
}

float first_of(const Weights& weights, const std::string& name) {
  float value = 0;
  std::memcpy(&value, weights.tensor(name).bytes.data(), sizeof value);
  return value;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stnet_model_test)

BOOST_AUTO_TEST_CASE(a_section_that_was_not_seen_is_told) {
  const Model model =
      trained({{"epochs", 8}, {"batch", 10}, {"learning_rate", 1e-5}});
  BOOST_TEST(!model.collapsed);
  BOOST_TEST(model.training.at("compared_term") == "mse");
  const SpotSample other("u", 2, kPx);
  BOOST_TEST(left_of(predicted(model, other), other) < 0.5);
}

// A network of rate 0 says the training mean, whatever it is shown.
BOOST_AUTO_TEST_CASE(it_begins_with_the_training_mean) {
  const Model model = trained({{"epochs", 1}, {"learning_rate", 0}});
  const Matrix s = SpotSample("s", 0, kPx).targets.values;
  const Matrix t = SpotSample("t", 1, kPx).targets.values;
  const Matrix found = predicted(model, SpotSample("u", 2, kPx));
  for (Eigen::Index gene = 0; gene < 3; ++gene) {
    const double mean =
        (s.col(gene).cast<double>().sum() + t.col(gene).cast<double>().sum()) /
        60;
    BOOST_TEST(
        (found.col(gene).array() - static_cast<float>(mean)).abs().maxCoeff() <
        1e-5F);
  }
}

BOOST_AUTO_TEST_CASE(predictions_are_means_over_eight_symmetries) {
  const Json options{{"epochs", 1}, {"batch", 20}, {"learning_rate", 1e-3}};
  const Model model = trained(options);
  const SpotSample other("u", 2, kPx);
  const SpotSection section = other.section({.pictures = true}, false);
  const auto network = network_of(stnet_kind(), model);
  const Batch batch =
      stnet_method().batch(rows_of_section({&section, 1}, 0),
                           model.config.at("network"), network->state());
  Matrix sum = Matrix::Zero(SpotSample::kSpots, 3);
  for (const at::Tensor& seen : eight_symmetries(batch.inputs[0])) {
    sum += rows_of(network->forward({seen}, Mode::evaluation).at(0));
  }
  BOOST_TEST((predicted(model, other) - sum / 8).cwiseAbs().maxCoeff() < 1e-5F);

  Json one = options;
  one["symmetries"] = false;
  const Matrix alone =
      rows_of(network->forward(batch.inputs, Mode::evaluation).at(0));
  BOOST_TEST((predicted(trained(one), other) - alone).cwiseAbs().maxCoeff() <
             1e-5F);
}

// Names of torchvision's old files, no counts of batches, other classes.
BOOST_AUTO_TEST_CASE(weights_of_an_old_file_are_begun_with) {
  prepare_torch();
  Weights old = weights_of(
      stnet_network({.genes = 1000}, {7, "stnet_model_test"})->state());
  const float first = first_of(old, "features.conv0.weight");
  std::erase_if(old.tensors, [](const NamedTensor& tensor) {
    return tensor.spec.name.ends_with("num_batches_tracked");
  });
  for (NamedTensor& tensor : old.tensors) {
    for (const char* module : {"norm1", "norm2", "conv1", "conv2"}) {
      const std::string now = concat(".", module, ".");
      const std::size_t at = tensor.spec.name.find(now);
      if (at != std::string::npos) tensor.spec.name.insert(at + 5, ".");
    }
  }
  const Json options{{"epochs", 1}, {"learning_rate", 0}};
  const Model model = trained(options, old);
  BOOST_TEST(first_of(model.weights, "features.conv0.weight") == first);
  std::erase_if(old.tensors, [](const NamedTensor& tensor) {
    return tensor.spec.name == "features.norm5.bias";
  });
  BOOST_TEST(error_of([&] { trained(options, old); }) ==
             "densenet.safetensors: 1 tensor does not fit stnet_model, which "
             "has 725:\n  missing: features.norm5.bias F32 [1024]");
}

// Bytes 0 and 255 alike often: mean 0.5, deviation 0.5, values -1 and 1.
BOOST_AUTO_TEST_CASE(pictures_are_scaled_by_channel) {
  prepare_torch();
  std::vector<SpotSection> sections(1);
  sections[0].pictures = {0, 10, 255, 255, 20, 0};
  const at::Tensor scale = picture_scale(sections);
  at::Tensor bytes = at::empty({1, 1, 2, 3}, at::kByte);
  std::copy(sections[0].pictures.begin(), sections[0].pictures.end(),
            bytes.data_ptr<std::uint8_t>());
  const at::Tensor found = scaled_pictures(bytes, scale);
  const float expected[] = {-1, 1, -1, 1, 1, -1};
  for (int i = 0; i < 6; ++i) {
    BOOST_TEST(std::fabs(found.data_ptr<float>()[i] - expected[i]) < 1e-5F);
  }
  sections[0].pictures = {9, 9, 9, 9, 9, 9};
  BOOST_TEST(error_of([&] { picture_scale(sections); }) ==
             "pictures of the training sections: channel 0 (of red, green, "
             "blue) is 9 everywhere; expected pictures of tissue");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
