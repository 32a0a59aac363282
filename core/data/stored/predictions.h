#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/path.h"
#include "core/data/stored/observations.h"
#include "core/data/stored/predictor_kind.h"

namespace moonstain {

/// Who predicted: stands on predictions, and on the scores made of them.
struct Predictor {
  std::string name;  ///< "hist_model", "colour_ridge"
  PredictorKind kind = PredictorKind::model;
  std::int64_t seed = 0;  ///< 0: nothing about it is random
  std::string fold;  ///< held out from what was fitted; "" where none is said
};

/// Predicted values of one section's spots or nuclei, or of patients. Beside
/// the table of `Observations`: uns/model, uns/kind (a model where it is
/// missing, as others write it), uns/seed, uns/fold, uns/of_grid.
struct Predictions : Observations {
  static constexpr std::string_view kType = "Predictions";

  Predictor predictor;
  /// The predictor speaks of all cells of a grid, and these are the spots'
  /// alone: a reading of the whole grid needs its GridValues.
  bool of_grid = false;

  static Predictions read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// uns/model, uns/kind, uns/seed and uns/fold.
void write_predictor(AnnDataWriter& out, const Predictor& predictor);
/// @throws Error on a kind that is none
Predictor read_predictor(const AnnDataReader& in, const std::string& where);

}  // namespace moonstain
