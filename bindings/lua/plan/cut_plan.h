#pragma once

#include "bindings/lua/plan/planner.h"

namespace moonstain {

/// Leaves out the nodes that no output needs; each kind of them goes into
/// `plan.unused` once.
void cut_to_outputs(Plan& plan);

}  // namespace moonstain
