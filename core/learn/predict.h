#pragma once

#include <vector>

#include "core/data/stored/grid_values.h"
#include "core/learn/model.h"
#include "core/learn/network/network.h"

namespace moonstain {

struct GridSection;
class StepKind;

/// A model's values for every cell of one section's grid, as the network gives
/// them.
///
/// @throws Error when the model's network is not among `kinds`, or when the
///               features are of another encoder or size than it learned from
GridValues predict(const Model& model, const GridSection& section,
                   const std::vector<NetworkKind>& kinds);

/// The step `grid_predictions`, for models of these kinds.
StepKind grid_predictions_step(std::vector<NetworkKind> kinds);

/// `predictions`: the same at the section's spots, where the model has learned
/// to put them.
StepKind predictions_step();

}  // namespace moonstain
