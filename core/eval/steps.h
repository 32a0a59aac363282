#pragma once

#include <vector>

#include "core/engine/step/step_kind.h"

namespace moonstain {

/// The steps of core/eval, each declared beside its code.
std::vector<StepKind> eval_steps();

}  // namespace moonstain
