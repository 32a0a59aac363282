#pragma once

#include <vector>

#include "core/data/stored/grid_values.h"
#include "core/data/stored/predictions.h"
#include "core/learn/model_kind.h"

namespace moonstain {

struct GridSection;
class StepKind;

/// What a network over a grid says of every cell of one section's grid.
///
/// @throws Error when the features are of another encoder or size than it
///               learned from
GridValues grid_values(Network& network, const Model& model,
                       const GridSection& section);

/// A model's predictions for the places of its inputs, by its kind.
///
/// @param question  of nuclei, for a kind that predicts them
/// @throws Error when the model's kind is not among `kinds`, an input that it
///               reads is not given, or a question of nuclei is for a kind that
///               has none
Predictions predict(const Model& model, const Inputs& inputs,
                    const std::vector<ModelKind>& kinds,
                    const NucleusQuestion& question = {});

/// What a model of a grid says of every cell, by its kind.
///
/// @throws Error as `predict`, and for a kind that says nothing of a grid
GridValues predict_grid(const Model& model, const Inputs& inputs,
                        const std::vector<ModelKind>& kinds);

/// The steps `predictions` and `grid_predictions`, for models of these kinds.
StepKind predictions_step(std::vector<ModelKind> kinds);
StepKind grid_predictions_step(std::vector<ModelKind> kinds);

}  // namespace moonstain
