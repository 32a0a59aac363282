#pragma once

#include "bindings/lua/plan/plan.h"

namespace moonstain {

/// Joins the programs of another plan of the same recipe to this one's.
/// @throws Error when the two declare one name differently
void join_programs(lua::Plan& plan, const lua::Plan& other);

}  // namespace moonstain
