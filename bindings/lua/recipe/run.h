#pragma once

#include "bindings/lua/recipe/world.h"
#include "bindings/lua/sandbox/jail.h"

namespace moonstain::lua {

/// The body of the jail: runs the recipe and writes frames
/// (bindings/lua/sandbox/frames.h) into `pipes.messages`.
void run_recipe(const RecipeWorld& world, const JailPipes& pipes);

}  // namespace moonstain::lua
