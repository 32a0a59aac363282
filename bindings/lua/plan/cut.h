#pragma once

#include "bindings/lua/plan/plan.h"

namespace moonstain::lua {

/// Leaves out the nodes that no output needs; each kind of them goes into
/// `plan.unused` once.
void cut_to_outputs(Plan& plan);

}  // namespace moonstain::lua
