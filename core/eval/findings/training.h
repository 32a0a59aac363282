#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/learn/train/training_record.h"

namespace moonstain {

/// How one of the judged models was trained.
struct FittedModel {
  std::string fold;
  std::int64_t seed = 0;
  std::int64_t steps = 0;  ///< of the optimiser
  std::int64_t epochs = 0;
  /// Of the state that is kept, over its own training examples; NaN: unknown.
  double final_loss = 0;
  /// The same loss of a prediction without features: a constant for each
  /// output, where a grid has tissue; nothing where the objective has none in
  /// closed form.
  std::optional<double> constant_loss;

  /// False where that does as well: such a model has learned nothing.
  bool fitted() const { return is_fitted(final_loss, constant_loss); }
};

/// How the judged models were trained.
struct Training {
  std::vector<FittedModel> models;   ///< none: nothing is known
  std::int64_t published_steps = 0;  ///< of a model of the paper; 0: not said

  /// "not fitted: in 2 of 2 models the loss (0.158 in the mean) is not below
  /// that of a prediction without features on what they were trained on
  /// (0.080)"; of a single model without how many; "" where all were, or
  /// nothing is known.
  std::string not_fitted() const;
  /// "optimiser steps: 200 a model, 1,800 published"; "" where either is not
  /// known or both are the same.
  std::string steps_words() const;
};

}  // namespace moonstain
