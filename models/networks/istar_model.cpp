#include "models/networks/istar_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/mse_loss.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/learn/spot_step.h"
#include "models/networks/istar.h"
#include "models/networks/part_starts.h"

namespace moonstain {
namespace {

constexpr const char* kConfig = "istar_model: model.json";
constexpr const char* kLeast = "target.least";
constexpr const char* kRange = "target.range";

IstarConfig config_of(const Json& json) {
  return {.features = integer_member(json, "features", kConfig),
          .genes = integer_member(json, "genes", kConfig)};
}

// Least value and range of each gene over the training spots, [1, genes].
std::vector<CarriedTensor> scale_of(const std::vector<SpotSection>& sections,
                                    TargetScale scale) {
  Eigen::RowVectorXf least = sections.front().targets.colwise().minCoeff();
  Eigen::RowVectorXf most = sections.front().targets.colwise().maxCoeff();
  for (const SpotSection& section : sections) {
    least = least.cwiseMin(section.targets.colwise().minCoeff());
    most = most.cwiseMax(section.targets.colwise().maxCoeff());
  }
  Eigen::RowVectorXf range = most - least;
  if (scale == TargetScale::given) {
    least.setZero();
    range.setOnes();
  }
  const auto tensor = [](Eigen::RowVectorXf& values) {
    return at::from_blob(values.data(), {1, values.size()}, at::kFloat).clone();
  };
  return {{kLeast, tensor(least)}, {kRange, tensor(range)}};
}

// The error of the scaled targets, which stand behind the targets themselves.
ObjectiveTerm scaled_mse() {
  ObjectiveTerm term = mse_term("mse", 1);
  term.value = [](const Tensors& outputs, const Batch& batch) {
    return at::mse_loss(outputs.at(0), batch.targets.at(1));
  };
  return term;
}

SpotPlan plan_of(const IstarTraining& training,
                 const std::vector<SpotSection>& sections) {
  for (const SpotSection& section : sections) {
    check_parts(section, 1, "superpixels", "istar_model");
  }
  const SpotSection& first = sections.front();
  return {.config = {{"features", first.parts.values.cols()},
                     {"genes", first.targets.cols()},
                     {"parts", first.parts.encoder}},
          .stages = {{.objective = {{scaled_mse()}},
                      .optimiser = {.rule = Adam{}}}},
          .carried = scale_of(sections, training.target_scale)};
}

Batch batch_of(const SpotRows& rows, const Json&, const State& state) {
  const PartRows parts = spot_parts(rows);
  Batch batch{{parts.values, part_starts(parts.spot, rows.size())}, {}};
  if (rows.has_targets()) {
    // A gene of one value is 0, as in the authors' code.
    batch.targets.push_back(
        (spot_targets(rows) - tensor_named(state, kLeast).cpu()) /
        (tensor_named(state, kRange).cpu() + 1e-12));
  }
  return batch;
}

Matrix predicted(Network& network, std::span<const SpotSection> one,
                 const Json& config) {
  constexpr Eigen::Index kSpotsOfCall = 64;
  check_part_encoder(one.front(), text_member(config, "parts", kConfig),
                     "superpixels");
  check_parts(one.front(), 1, "superpixels", "predictions");
  const State& state = network.state();
  const auto spots = static_cast<Eigen::Index>(one.front().spots.size());
  std::vector<at::Tensor> made;
  for (Eigen::Index first = 0; first < spots; first += kSpotsOfCall) {
    const SpotRows rows =
        rows_of_section(one, 0, first, std::min(first + kSpotsOfCall, spots));
    const Batch batch = batch_of(rows, config, state);
    made.push_back(network.forward(batch.inputs, Mode::evaluation).at(0));
  }
  return rows_of(at::cat(made) * tensor_named(state, kRange) +
                 tensor_named(state, kLeast));
}

}  // namespace

SpotMethod istar_method() {
  return method_of<IstarTraining>(
      {.name = "istar_model",
       .sentence = "iStar's network on superpixels, trained on spots.",
       .reads = {.places = true, .parts = true},
       .network =
           [](const Json& config, const Initial& initial) {
             return istar_network(config_of(config), initial);
           },
       .batch = batch_of,
       .cost = {.parameters = 547'601,
                .bytes_per_spot = 123 * 4 * (23 + 4 * 256 + 2 * 785),
                .seconds_per_spot = 4e-3},
       .predict = predicted},
      plan_of);
}

ModelKind istar_kind() { return spot_kind(istar_method()); }

StepKind istar_model_step() {
  const SpotMethod method = istar_method();
  return trained_by(method, spot_step<IstarTraining>(method).option(
                                "target_scale", &IstarTraining::target_scale,
                                "targets between the training spots' least and "
                                "largest, or as given"));
}

}  // namespace moonstain
