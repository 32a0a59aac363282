#pragma once

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <string>
#include <vector>

#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/model.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/predict.h"
#include "tests/learn/spot_sample.h"

namespace moonstain {

// Steps that train on whole sections, run as a recipe runs them.

/// A model of these sections.
inline Model trained_on(const StepKind& step, const SpotReads& reads,
                        const std::vector<SpotSample>& samples,
                        const Json& options) {
  prepare_torch();
  GivenSpots given;
  for (const SpotSample& sample : samples) {
    const std::string& section = sample.dataset.section;
    given.with("targets", sample.targets, section);
    given.with("patches", sample.patches, section);
    given.with("dataset", sample.dataset, section);
    if (reads.graph) given.with("graph", sample.graph, section);
  }
  const TempFolder out;
  step.run(Inputs(step.decl().name, given.items),
           complete_options(step.decl(), options), out.path);
  return Model::read(out.path);
}

inline Predictions predicted_of(const ModelKind& kind, const SpotReads& reads,
                                const Model& model, const SpotSample& sample) {
  GivenSpots given;
  given.with_inputs(reads, sample);
  return predict(model, Inputs("predictions", given.items), {kind});
}

/// Pictures of a sample as [spots, x, y, 3], value by value.
inline at::Tensor transposed_pictures(const SpotSample& sample) {
  const std::int64_t px = sample.patches.size_px;
  at::Tensor made = at::empty({SpotSample::kSpots, px, px, 3}, at::kFloat);
  float* to = made.mutable_data_ptr<float>();
  for (std::int64_t spot = 0; spot < SpotSample::kSpots; ++spot) {
    for (std::int64_t x = 0; x < px; ++x) {
      for (std::int64_t y = 0; y < px; ++y) {
        for (std::int64_t channel = 0; channel < 3; ++channel) {
          *to++ = sample.patches.pixels[static_cast<std::size_t>(
              ((spot * px + y) * px + x) * 3 + channel)];
        }
      }
    }
  }
  return made;
}

/// Array positions, int64 [spots, (x, y)].
inline at::Tensor positions_of(const SpotSample& sample) {
  at::Tensor made = at::empty({SpotSample::kSpots, 2}, at::kLong);
  std::int64_t* to = made.mutable_data_ptr<std::int64_t>();
  for (int spot = 0; spot < SpotSample::kSpots; ++spot) {
    for (const int axis : {0, 1}) *to++ = sample.dataset.array_xy(spot, axis);
  }
  return made;
}

/// Edges of a sample's graph, int64 [2, edges].
inline at::Tensor edges_of(const SpotSample& sample) {
  const auto& edges = sample.graph.edges;
  at::Tensor made = at::empty({2, edges.cols()}, at::kLong);
  std::int64_t* to = made.mutable_data_ptr<std::int64_t>();
  for (int end : {0, 1}) {
    for (Eigen::Index e = 0; e < edges.cols(); ++e) *to++ = edges(end, e);
  }
  return made;
}

}  // namespace moonstain
