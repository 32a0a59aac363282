#pragma once

#include <vector>

#include "core/base/json.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/model.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/predict.h"
#include "core/learn/spot_method.h"
#include "tests/learn/spot_sample.h"

namespace moonstain {

// A method of spots as recipes use it: its step on drawn sections, and what its
// model says of another.

/// What the step of a method that reads this makes of these sections.
inline Model trained_on(const StepKind& step, SpotReads reads,
                        const std::vector<SpotSample>& samples,
                        const Json& options) {
  prepare_torch();
  reads.places |= reads.counts;
  GivenSpots given;
  for (const SpotSample& sample : samples) {
    given.with("targets", sample.targets, sample.targets.about);
    given.with_inputs(reads, sample);
  }
  const TempFolder out;
  step.run(Inputs(step.decl().name, given.items),
           complete_options(step.decl(), options), out.path);
  return Model::read(out.path);
}

/// Of sections "s" and "t".
inline Model trained_on_sample(const StepKind& step, const SpotMethod& method,
                               const Json& options) {
  return trained_on(step, method.reads,
                    {SpotSample("s", 0), SpotSample("t", 1)}, options);
}

/// What `predictions` says of a sample.
inline Predictions predicted_of(const ModelKind& kind, const SpotReads& reads,
                                const Model& model, const SpotSample& sample) {
  GivenSpots given;
  given.with_inputs(reads, sample);
  return predict(model, Inputs("predictions", given.items), {kind});
}

inline Matrix predicted_of(const SpotMethod& method, const Model& model,
                           const SpotSample& sample) {
  return predicted_of(spot_kind(method), method.reads, model, sample).values;
}

}  // namespace moonstain
