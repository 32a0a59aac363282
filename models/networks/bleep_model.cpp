#include "models/networks/bleep_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/flip.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/learn/config_words.h"
#include "core/learn/examples/picture_turns.h"
#include "core/learn/spot_step.h"
#include "core/learn/weights/torchvision.h"
#include "models/networks/exemplars.h"
#include "models/networks/standard_pictures.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "bleep_model";
constexpr const char* kFrozenStep = "bleep_frozen_model";
constexpr const char* kConfig = "bleep_model: model.json";
constexpr const char* kExpression = "training.expression";
constexpr const char* kEncoder = "image_encoder.model.";

// Of pictures a ResNet-50 keeps much for its gradient.
constexpr Eigen::Index kPicturesOfCall = 32;
constexpr Eigen::Index kFeaturesOfCall = 1024;

BleepConfig config_of(const Json& json) {
  return {.features = integer_member(json, "features", kConfig),
          .genes = integer_member(json, "genes", kConfig)};
}

at::Tensor seen(const SpotRows& rows, const Json& config) {
  if (integer_member(config, "features", kConfig) > 0) {
    return spot_features(rows);
  }
  const at::Tensor bytes = spot_pictures(rows);
  if (word_member<BleepPixels>(config, "pixels", kConfig) ==
      BleepPixels::corrected) {
    return standard_pictures(bytes, kImageNet);
  }
  return bytes.flip({3}).permute({0, 3, 1, 2}).to(at::kFloat).contiguous();
}

Batch batch_of(const SpotRows& rows, const Json& config, const State&) {
  return {{seen(rows, config), spot_targets(rows)}, {}};
}

Matrix predicted(Network& network, std::span<const SpotSection> one,
                 const Json& config) {
  const at::Tensor expression =
      tensor_named(network.state(), kExpression).cpu();
  const at::Tensor keys =
      network.forward({at::Tensor(), expression}, Mode::evaluation).at(1);
  const auto spots = static_cast<Eigen::Index>(one.front().spots.size());
  const Eigen::Index size = integer_member(config, "features", kConfig) > 0
                                ? kFeaturesOfCall
                                : kPicturesOfCall;
  std::vector<at::Tensor> made;
  for (Eigen::Index first = 0; first < spots; first += size) {
    const SpotRows rows =
        rows_of_section(one, 0, first, std::min(first + size, spots));
    made.push_back(
        network.forward({seen(rows, config), at::Tensor()}, Mode::evaluation)
            .at(0));
  }
  return rows_of(
      retrieved(at::cat(made), keys, expression,
                word_member<Retrieved>(config, "prediction", kConfig),
                integer_member(config, "neighbours", kConfig)));
}

SpotPlan plan_of(const BleepTraining& training,
                 const std::vector<SpotSection>& sections, bool frozen) {
  const Exemplars all = Exemplars::of(sections);
  const std::int64_t spots = all.expression.size(0);
  const std::int64_t count =
      training.prediction == Retrieved::best ? 1 : training.neighbours;
  check(spots >= count, frozen ? kFrozenStep : kStep, ": ", spots,
        " training spots, of which the ", count,
        " nearest are asked for; use a smaller neighbours");
  SpotPlan plan;
  plan.config = {{"features", frozen ? sections.front().features.cols() : 0},
                 {"genes", sections.front().targets.cols()},
                 {"pixels", word_of(training.pixels)},
                 {"prediction", word_of(training.prediction)},
                 {"neighbours", training.neighbours}};
  plan.stages = {{.objective = {{bleep_term()}},
                  .optimiser = {.rule = Adam{.decoupled_decay = true},
                                .clip_norm = {},
                                .groups = {}}}};
  if (!frozen) plan.augmentation = flips_and_turns(0, 2);
  plan.carried = {{kExpression, all.expression}};
  return plan;
}

// Weights of an encoder begin without the prefix.
void load_resnet(State& state, const fs::path& file) {
  State encoder;
  for (StateTensor tensor : state) {
    if (!tensor.name.starts_with(kEncoder)) continue;
    tensor.name.erase(0, std::string_view(kEncoder).size());
    encoder.push_back(std::move(tensor));
  }
  load_weights(encoder, resnet_weights(file), file.filename().string(), kStep);
}

SpotMethod common(SpotMethod method) {
  method.network = [](const Json& config, const Initial& initial) {
    return bleep_network(config_of(config), initial);
  };
  method.batch = batch_of;
  method.predict = predicted;
  return method;
}

template <typename Training>
StepKind with_options(StepKind&& kind) {
  Retrieved Training::*prediction = &BleepTraining::prediction;
  std::int64_t Training::*neighbours = &BleepTraining::neighbours;
  return std::move(kind)
      .option("prediction", prediction,
              "mean of the nearest training spots, the best alone, or a mean "
              "weighted by distance")
      .option("neighbours", neighbours,
              "training spots that a prediction is made of", {1, {}});
}

}  // namespace

SpotPlan bleep_plan(const BleepTraining& training,
                    const std::vector<SpotSection>& sections) {
  return plan_of(training, sections, /*frozen=*/false);
}

SpotPlan bleep_frozen_plan(const BleepFrozenTraining& training,
                           const std::vector<SpotSection>& sections) {
  return plan_of(training, sections, /*frozen=*/true);
}

SpotMethod bleep_method() {
  return method_of<BleepTraining>(
      common({.name = kStep,
              .sentence = "BLEEP, trained on pictures and expression of spots.",
              .reads = {.pictures = true},
              .network = {},
              .batch = {},
              .cost = {.parameters = 24'366'400,
                       .bytes_per_spot = 110'000'000,
                       .seconds_per_spot = 0.4},
              .load = load_resnet}),
      bleep_plan);
}

SpotMethod bleep_frozen_method() {
  return method_of<BleepFrozenTraining>(
      common({.name = kFrozenStep,
              .sentence =
                  "BLEEP's heads, trained on features and expression of spots.",
              .reads = {.features = true},
              .network = {},
              .batch = {},
              .cost = {.parameters = 858'368,
                       .bytes_per_spot = 40'000,
                       .seconds_per_spot = 1e-4}}),
      bleep_frozen_plan);
}

ModelKind bleep_kind() { return spot_kind(bleep_method()); }

ModelKind bleep_frozen_kind() { return spot_kind(bleep_frozen_method()); }

StepKind bleep_model_step() {
  const SpotMethod method = bleep_method();
  return trained_by(
      method,
      with_options<BleepTraining>(spot_step<BleepTraining>(method))
          .option("pixels", &BleepTraining::pixels,
                  "corrected: as ImageNet's weights expect them; faithful: "
                  "blue, green, red from 0 to 255"));
}

StepKind bleep_frozen_model_step() {
  const SpotMethod method = bleep_frozen_method();
  return trained_by(method, with_options<BleepFrozenTraining>(
                                spot_step<BleepFrozenTraining>(method)));
}

}  // namespace moonstain
