#pragma once

#include <vector>

#include "core/data/stored/predictions.h"
#include "core/learn/model.h"
#include "core/learn/network/network.h"

namespace moonstain {

struct GridSection;
class StepKind;

/// A model's predictions for one section: the whole grid as the network gives
/// it, and the spots' values read from the row where it has learned to put
/// them (the target_row_shift of its configuration).
///
/// @throws Error when the model's network is not among `kinds`, or when the
///               features are of another encoder or size than it learned from
Predictions predict(const Model& model, const GridSection& section,
                    const std::vector<NetworkKind>& kinds);

/// The step `predictions`, for models of these kinds.
StepKind predictions_step(std::vector<NetworkKind> kinds);

}  // namespace moonstain
