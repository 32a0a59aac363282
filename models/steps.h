#pragma once

#include <vector>

#include "core/engine/step/step_kind.h"

namespace moonstain {

/// The steps of this folder: encoders, networks, and `predictions` for the
/// networks that are here.
std::vector<StepKind> model_steps();

}  // namespace moonstain
