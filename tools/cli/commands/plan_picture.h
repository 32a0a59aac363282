#pragma once

#include <string>

#include "core/engine/plan/graph.h"
#include "core/engine/run/plan_state.h"

namespace moonstain {

/// The plan as a picture, SVG: a box for all nodes that one step makes at one
/// line of the recipe, and one for all files that such a box takes by one
/// input, since the nodes of a whole plan are too many to be seen. Data goes
/// from left to right: a box stands behind all that its nodes depend on, in the
/// order of the recipe from top to bottom, nearest to what it takes. Grey:
/// kept; white: to be run; dashed: files.
///
/// Deterministic; no clock, no path of the machine.
std::string plan_picture(const Graph& graph, const PlanState& state);

}  // namespace moonstain
