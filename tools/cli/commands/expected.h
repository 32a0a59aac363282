#pragma once

#include <map>
#include <string>
#include <vector>

#include "bindings/lua/plan/plan.h"
#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/base/path.h"
#include "core/engine/run/plan_state.h"

namespace moonstain {

/// Results of a plan's outputs that the workspace has, as a bundle expects them
/// and `check --against` compares them.

/// Digests of the objects, by output, in order of its nodes; of outputs that
/// are all there.
std::map<std::string, std::vector<Digest>> output_objects(
    const Graph& graph, const PlanState& state);

/// What findings and walks say, by output: their findings.json or walk.json. Of
/// outputs that are one of these and are there.
/// @throws Error on an object that is not as it was made
std::map<std::string, Json> output_json(const lua::Plan& plan,
                                        const PlanState& state,
                                        const fs::path& workspace);

}  // namespace moonstain
