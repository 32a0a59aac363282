#pragma once

#include "core/base/json.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/model.h"
#include "core/learn/predict.h"
#include "core/learn/spot_method.h"
#include "tests/learn/spot_sample.h"

namespace moonstain {

// A method of spots as recipes use it: its step on two drawn sections, and what
// its model says of another.

/// What the step of a method makes of sections "s" and "t".
inline Model trained_on_sample(const StepKind& step, const SpotMethod& method,
                               const Json& options) {
  GivenSpots given;
  for (const auto& [name, index] :
       {std::pair<std::string, int>{"s", 0}, {"t", 1}}) {
    const SpotSample sample(name, static_cast<std::uint64_t>(index));
    given.with("targets", sample.targets, name);
    SpotReads reads = method.reads;
    reads.places |= reads.counts;
    given.with_inputs(reads, sample);
  }
  const TempFolder out;
  step.run(Inputs(method.name, given.items),
           complete_options(step.decl(), options), out.path);
  return Model::read(out.path);
}

/// What `predictions` says of a sample.
inline Matrix predicted_of(const SpotMethod& method, const Model& model,
                           const SpotSample& sample) {
  GivenSpots given;
  given.with_inputs(method.reads, sample);
  return predict(model, Inputs("predictions", given.items), {spot_kind(method)})
      .values;
}

}  // namespace moonstain
