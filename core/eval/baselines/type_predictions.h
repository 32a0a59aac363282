#pragma once

#include <string>
#include <vector>

#include "core/data/stored/cell_types.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

class StepKind;

/// Whose type a cell is given the profile of.
enum class TypeOf {
  own,      ///< its own
  nearest,  ///< that of the other held-out cell whose position is nearest
};

template <>
struct KindWords<TypeOf> {
  static constexpr std::string_view kAll[] = {"own", "nearest"};
};

/// Oracle: for each held-out cell the mean profile, over training cells, of a
/// measured type: its own, or the nearest other cell's. The first is what a
/// predictor reaches that tells types perfectly and nothing within them, the
/// second what the neighbourhood alone gives; both know a type that comes of
/// the held-out measurement.
///
/// A cell without a type, and one of a type without training cells, gets the
/// mean of all training cells.
///
/// @param training     targets of the training sections or blocks
/// @param types        their cells' types
/// @param held_types   of the held-out cells
/// @param held_out     the cells that are predicted, with their positions
/// @param name         what the predictor is called
/// @throws Error  as `type_profiles`, on a held-out cell without a row in
///                the types, and for `nearest` on fewer than two cells
///
/// Source: recipes/ghist_cells/METHOD.md 9.
Predictions type_predictions(const std::vector<Targets>& training,
                             const std::vector<CellTypes>& types,
                             const CellTypes& held_types,
                             const Dataset& held_out, TypeOf of,
                             std::string name);

/// `type_predictions`: learns and predicts in one.
StepKind type_predictions_step();

}  // namespace moonstain
