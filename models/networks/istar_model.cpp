#include "models/networks/istar_model.h"

#include <ATen/ops/cat.h>
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

IstarConfig config_of(const Json& json) {
  return {.features = integer_member(json, "features", kConfig),
          .genes = integer_member(json, "genes", kConfig)};
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
          .carried = GeneScale::of(sections, training.target_scale).tensors()};
}

Batch batch_of(const SpotRows& rows, const Json&, const State& state) {
  const PartRows parts = spot_parts(rows);
  Batch batch{{parts.values, part_starts(parts.spot, rows.size())}, {}};
  if (rows.has_targets()) {
    batch.targets.push_back(
        GeneScale::carried(state).scaled(spot_targets(rows), 1e-12));
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
  return rows_of(GeneScale::carried(state).in_unit(at::cat(made)));
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
