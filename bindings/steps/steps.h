#pragma once

#include <vector>

#include "core/engine/step/step_kind.h"

namespace moonstain {

/// Every step there is, in the order of the reference page. The one list:
/// nothing registers itself.
std::vector<StepKind> all_steps();

}  // namespace moonstain
