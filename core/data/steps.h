#pragma once

#include <vector>

#include "core/engine/step/step_kind.h"

namespace moonstain {

/// The steps of core/data, each declared beside its code.
std::vector<StepKind> data_steps();

}  // namespace moonstain
