#include "models/networks/igidl_model.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/learn/spot_step.h"
#include "models/networks/igidl.h"
#include "models/networks/part_starts.h"
#include "models/networks/picture_scale.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "igidl_model";
constexpr const char* kConfig = "igidl_model: model.json";
constexpr const char* kMean = "targets.mean";

Eigen::Index nuclei_of(const SpotSection& section, Eigen::Index row) {
  const auto i = static_cast<std::size_t>(row);
  return section.parts.starts[i + 1] - section.parts.starts[i];
}

IgiDlConfig config_of(const Json& json) {
  IgiDlConfig config;
  config.features = integer_member(json, "features", kConfig);
  config.genes = integer_member(json, "genes", kConfig);
  return config;
}

SpotPlan plan_of(const IgiDlTraining& training,
                 const std::vector<SpotSection>& sections) {
  std::int64_t learned = 0;
  for (const SpotSection& section : sections) {
    for (Eigen::Index row = 0; row < section.targets.rows(); ++row) {
      learned += nuclei_of(section, row) >= training.least_nuclei ? 1 : 0;
    }
  }
  check(learned >= 2, kStep, ": ", learned, " of the training spots ",
        learned == 1 ? "has" : "have", " at least ", training.least_nuclei,
        " nuclei; expected 2 or more; lower least_nuclei, or look at the "
        "nuclei");
  const SpotSection& first = sections.front();
  return {
      .config = {{"features", first.parts.values.cols()},
                 {"genes", first.targets.cols()},
                 {"parts", first.parts.encoder},
                 {"least_nuclei", training.least_nuclei}},
      .stages = {{.objective = {{mse_term()}}, .optimiser = {.rule = Adam{}}}},
      // Of one spot there is no deviation to normalise by.
      .drop_last = learned > training.batch && learned % training.batch == 1,
      .carried = {{kMean, target_mean(sections).unsqueeze(0)}},
      .taken = [least = training.least_nuclei](const SpotSection& section,
                                               Eigen::Index row) {
        return nuclei_of(section, row) >= least;
      }};
}

Batch batch_of(const SpotRows& rows, const Json&, const State&) {
  const PartRows nuclei = spot_parts(rows);
  at::Tensor scale = at::empty({2, 3}, at::kFloat);
  scale.fill_(0.5);
  return {{scaled_pictures(spot_pictures(rows), scale), nuclei.values,
           nuclei.edges, part_starts(nuclei.spot, rows.size())},
          {}};
}

Matrix predicted(Network& network, std::span<const SpotSection> one,
                 const Json& config) {
  constexpr std::int64_t kSpotsOfCall = 64;
  const auto least = integer_member(config, "least_nuclei", kConfig);
  check_part_encoder(one.front(), text_member(config, "parts", kConfig),
                     "nuclei");
  const State& state = network.state();
  const auto spots = static_cast<Eigen::Index>(one.front().spots.size());
  Matrix said = rows_of(tensor_named(state, kMean)).replicate(spots, 1);
  SpotRows rows{one, {}};
  const auto say = [&] {
    if (rows.places.empty()) return;
    const Batch batch = batch_of(rows, config, state);
    const Matrix of_rows =
        rows_of(network.forward(batch.inputs, Mode::evaluation).at(0));
    for (std::size_t i = 0; i < rows.places.size(); ++i) {
      said.row(rows.places[i].row) = of_rows.row(static_cast<Eigen::Index>(i));
    }
    rows.places.clear();
  };
  for (Eigen::Index row = 0; row < spots; ++row) {
    if (nuclei_of(one.front(), row) < least) continue;
    rows.places.push_back({0, row});
    if (rows.size() == kSpotsOfCall) say();
  }
  say();
  return said;
}

}  // namespace

SpotMethod igidl_method() {
  return method_of<IgiDlTraining>(
      {.name = kStep,
       .sentence =
           "IGI-DL, trained on the pictures of spots and on their nuclei.",
       .reads = {.pictures = true, .parts = true, .part_graph = true},
       .network =
           [](const Json& config, const Initial& initial) {
             return igidl_network(config_of(config), initial);
           },
       .batch = batch_of,
       .cost = {.parameters = 12'548'049,
                .bytes_per_spot = 45'000'000,
                .seconds_per_spot = 0.07},
       .predict = predicted},
      plan_of);
}

ModelKind igidl_kind() { return spot_kind(igidl_method()); }

StepKind igidl_model_step() {
  const SpotMethod method = igidl_method();
  return trained_by(
      method, spot_step<IgiDlTraining>(method).option(
                  "least_nuclei", &IgiDlTraining::least_nuclei,
                  "spots with fewer are given the training mean", {1, {}}));
}

}  // namespace moonstain
