#pragma once

#include "bindings/lua/plan/plan.h"

namespace moonstain::lua {

/// Runs a recipe in the jail (bindings/lua/sandbox/jail.h) and checks all that
/// comes back against the catalog: nothing the recipe does can make a plan that
/// the catalog does not allow, or reach a file outside its folder and
/// `library`. A program that it declares (core/engine/program/program_decl.h)
/// is not started here.
///
/// The same recipe, settings, catalog and manifests give the same plan: no
/// time, address, environment or order of a hash table enters it.
///
/// @throws Error  with the recipe's line: "recipe.lua:12: patches: no option
///                'size'; did you mean 'size_px'?". In a shared file both
///                lines: "recipe.lua:31 (recipes/lib/hist.lua:12): ...".
///
/// Forks: call it while the process is small and has one thread.
Plan plan_recipe(const PlanRequest& request, const Catalog& catalog);

}  // namespace moonstain::lua
