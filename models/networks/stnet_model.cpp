#include "models/networks/stnet_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/optional_members.h"
#include "core/learn/examples/picture_turns.h"
#include "core/learn/spot_step.h"
#include "core/learn/weights/torchvision.h"
#include "models/networks/picture_scale.h"
#include "models/networks/stnet.h"

namespace moonstain {
namespace {

constexpr const char* kConfig = "stnet_model: model.json";
constexpr const char* kScale = "pictures.scale";

SpotPlan plan_of(const StNetTraining& training,
                 const std::vector<SpotSection>& sections) {
  ObjectiveTerm reported = mse_term();
  reported.weight = 0;  // in the log, and what a constant is compared by
  return {.config = {{"genes", sections.front().targets.cols()},
                     {"symmetries", training.symmetries}},
          .stages = {{.objective = {{summed_squares_term(), reported}},
                      .optimiser = {.rule = Sgd{.momentum = 0.9}}}},
          .augmentation = flips_and_turns(0, 2),
          .begin =
              [mean = target_mean(sections)](State& state) {
                at::Tensor bias = tensor_named(state, "classifier.bias");
                bias.copy_(mean);
              },
          .carried = {{kScale, picture_scale(sections)}}};
}

Batch batch_of(const SpotRows& rows, const Json&, const State& state) {
  return {
      {scaled_pictures(spot_pictures(rows), tensor_named(state, kScale).cpu())},
      {}};
}

Matrix predicted(Network& network, std::span<const SpotSection> one,
                 const Json& config) {
  constexpr Eigen::Index kSpotsOfCall = 16;
  const bool all = flag_or(config, "symmetries", true, kConfig);
  const auto spots = static_cast<Eigen::Index>(one.front().spots.size());
  std::vector<at::Tensor> made;
  for (Eigen::Index first = 0; first < spots; first += kSpotsOfCall) {
    const SpotRows rows =
        rows_of_section(one, 0, first, std::min(first + kSpotsOfCall, spots));
    const at::Tensor pictures =
        batch_of(rows, config, network.state()).inputs.at(0);
    const auto said = [&](const at::Tensor& seen) {
      return network.forward({seen.contiguous()}, Mode::evaluation).at(0);
    };
    if (!all) {
      made.push_back(said(pictures));
      continue;
    }
    at::Tensor sum;
    for (const at::Tensor& turned : eight_symmetries(pictures)) {
      sum = sum.defined() ? sum + said(turned) : said(turned);
    }
    made.push_back(sum / 8);
  }
  return rows_of(at::cat(made));
}

void load_densenet(State& state, const fs::path& file) {
  State features;
  for (const StateTensor& tensor : state) {
    if (tensor.name.starts_with("features.")) features.push_back(tensor);
  }
  load_weights(features, densenet_weights(file), file.filename().string(),
               "stnet_model");
}

}  // namespace

SpotMethod stnet_method() {
  return method_of<StNetTraining>(
      {.name = "stnet_model",
       .sentence = "ST-Net, trained on the pictures of spots.",
       .reads = {.pictures = true},
       .network =
           [](const Json& config, const Initial& initial) {
             return stnet_network(
                 {.genes = integer_member(config, "genes", kConfig)}, initial);
           },
       .batch = batch_of,
       .cost = {.parameters = 7'758'481,
                .bytes_per_spot = 160'000'000,
                .seconds_per_spot = 0.2},
       .predict = predicted,
       .load = load_densenet},
      plan_of);
}

ModelKind stnet_kind() { return spot_kind(stnet_method()); }

StepKind stnet_model_step() {
  const SpotMethod method = stnet_method();
  return trained_by(method,
                    spot_step<StNetTraining>(method).option(
                        "symmetries", &StNetTraining::symmetries,
                        "predictions are means over the eight symmetries of a "
                        "picture, else of the picture alone"));
}

}  // namespace moonstain
