#pragma once

#include <string>

#include "core/base/random.h"
#include "core/learn/model.h"
#include "core/learn/network/network.h"
#include "core/learn/train/collapse.h"
#include "core/learn/train/training_record.h"

namespace moonstain {

/// What a training leaves behind. What it learned from (`encoder`, `tiles`) and
/// the optimiser's moments are for the caller to add.
///
/// @param kind      a ModelKind's name
/// @param config    what its `make` takes
/// @param seed      from which the training's random numbers derive
/// @param collapse  of the kept state's predictions of what it learned from
/// @param state     of the network, with the kept weights; copied
Model trained_model(std::string kind, Json config, Outputs outputs,
                    const StreamSeed& seed, const OutputCollapse& collapse,
                    const TrainingLog& log, const State& state);

}  // namespace moonstain
