#pragma once

#include <string>

#include "bindings/lua/plan/plan.h"
#include "tools/cli/commands/run.h"
#include "tools/cli/session.h"

namespace moonstain {

/// `moonstain check RECIPE --against FILE.moon` or, a folder, a crate that
/// `export --rocrate` wrote: runs what is missing of the recipe, as `run` does,
/// and compares its named outputs with what the bundle expects or the crate
/// holds (bindings/bundle/comparison.h), a line each:
///
///     findings: the same
///     scores/mob/1: within tolerance: 3 of 812 numbers moved, by 1e-06 at
///     most;
///         torch ... in the bundle, torch ... here
///
/// @return 1 where a result is another one, or a step failed
/// @throws Error  as open_bundle and read_crate, before anything runs
int check_against(const Session& session, const RunOptions& options,
                  const lua::Plan& plan, const std::string& against);

}  // namespace moonstain
