#pragma once

#include <vector>

#include "core/engine/step/step_kind.h"

namespace moonstain {

/// The steps of core/data: dataset, grid, patches, targets, synthetic_dataset,
/// synthetic_patches.
std::vector<StepKind> data_steps();

}  // namespace moonstain
