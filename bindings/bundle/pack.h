#pragma once

#include <string>

#include "bindings/audit/replanner.h"
#include "bindings/bundle/bundle.h"
#include "bindings/lua/plan/plan.h"

namespace moonstain {

/// What a recipe needs to be planned elsewhere: its own text, the files beside
/// it and in its library that it asks for, the manifests that it opens; and the
/// README, METHOD and licence that lie in the folders of these.
///
/// What it asks for is what it asks for under its settings, under each profile,
/// and with each switch turned to either end.
///
/// @param replanner  of the recipe
/// @param plan       of it
/// @param moonstain  version of this program
/// @return           without expected results
/// @throws Error     on a folder whose name cannot be a recipe's in a bundle
Bundle pack_recipe(const Replanner& replanner, const lua::Plan& plan,
                   const std::string& moonstain);

/// The lock of a plan, without expected results.
Lock lock_of(const lua::Plan& plan, const lua::PlanRequest& request,
             const std::string& moonstain);

}  // namespace moonstain
