#pragma once

#include <vector>

#include "core/engine/step/step_kind.h"

namespace moonstain {

/// Steps that go wrong on purpose: they reach for what is not theirs, take all
/// memory, print without end, hang, or leave programs behind.
std::vector<StepKind> hostile_steps();

}  // namespace moonstain
