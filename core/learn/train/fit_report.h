#pragma once

#include <string_view>

#include "core/learn/train/collapse.h"
#include "core/learn/train/training_record.h"

namespace moonstain {

/// What a step's log calls its two losses.
struct FitWords {
  std::string_view step;
  std::string_view loss;      ///< "loss over the training sections"
  std::string_view constant;  ///< whose it is compared with: "each gene's mean"
  std::string_view outputs = "genes";  ///< what it predicts, in plural
};

/// Says in the task's log what is wrong with a trained network: that
/// some are predicted as one constant, and that its loss is not below that of a
/// constant (`is_fitted`). Of a network that is well nothing is said.
void report_fit(const FitWords& words, const OutputCollapse& collapse,
                const TrainingLog& log);

}  // namespace moonstain
