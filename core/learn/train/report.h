#pragma once

#include "core/engine/step/task_context.h"
#include "core/learn/train/training.h"

namespace moonstain {

/// Tells the run how far a training step's training is.
inline void report_training(const TrainingProgress& progress) {
  report_progress(progress.done, progress.total, progress.words());
}

}  // namespace moonstain
