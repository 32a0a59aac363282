#pragma once

#include "bindings/lua/plan/plan_reader.h"
#include "tests/bindings/world.h"
#include "tests/fuzz/fuzz.h"

namespace moonstain::fuzz {

/// What is planned with: the catalog and the data set of the planner's tests,
/// one file beside the recipe.
struct PlanningWorld {
  lua::PlanRequest request;
  lua::RecipeWorld world;

  PlanningWorld() {
    put("recipe/genes.txt", "A\nB\n");
    request.recipe = scratch() / "recipe";
    request.library = scratch() / "lib";
    request.numbers = {"native", "libm: test", "torch: test"};
    request.limits.instructions = 2'000'000;
    request.limits.lua_memory_bytes = std::size_t{32} << 20;
    request.limits.nodes = 10'000;
    world.catalog = &testing::catalog();
    world.manifests["two"] = testing::manifest_text("two");
    world.recipe.files = {"genes.txt", "recipe.lua"};
    world.recipe.links_out = {"link.txt"};
    world.library.files = {"lib.lua"};
    world.library.lua["lib.lua"] = "return { name = 'lib' }\n";
    world.limits = request.limits;
  }
};

}  // namespace moonstain::fuzz
