#pragma once

#include <lua.hpp>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "bindings/lua/recipe/step_calls.h"
#include "bindings/lua/recipe/world.h"
#include "bindings/lua/sandbox/frames.h"
#include "bindings/lua/sandbox/sandbox.h"
#include "core/data/source/manifest.h"

namespace moonstain::lua {

/// One recipe being run; every function of `core` has it as first upvalue.
struct RunState {
  RunState(const RecipeWorld& the_world, const JailPipes& pipes)
      : world(the_world),
        catalog(*the_world.catalog),
        frames(pipes.messages),
        steps(catalog, frames, the_world.limits),
        sandbox(the_world.limits, pipes) {}

  const RecipeWorld& world;
  Catalog catalog;  ///< the world's, and what the recipe declares
  FrameWriter frames;
  StepCalls steps;
  Sandbox sandbox;
  std::set<std::string> loading;
  std::uint64_t printed_bytes = 0;
  std::set<std::string> knobs;  ///< names of params and switches
  std::uint64_t knob_bytes = 0;
  /// Uses of other names that were said, with their lines.
  std::set<std::pair<std::string, std::string>> aliases;
  /// What `ms.protocol` says.
  Json protocol = {{"params", Json::object()}, {"switches", Json::object()}};
  /// Sample sheets by name, as far as the recipe has opened them.
  std::map<std::string, Manifest> manifests;

  static RunState& of(lua_State* L) {
    return *static_cast<RunState*>(lua_touserdata(L, lua_upvalueindex(1)));
  }
};

inline void push_text(lua_State* L, std::string_view text) {
  lua_pushlstring(L, text.data(), text.size());
}

inline void set_text(lua_State* L, const char* key, std::string_view text) {
  push_text(L, text);
  lua_setfield(L, -2, key);
}

/// Puts a function with the run as upvalue into the table on the stack.
inline void add_function(lua_State* L, RunState& run, const char* name,
                         lua_CFunction function) {
  lua_pushlightuserdata(L, &run);
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, -2, name);
}

/// Runs the recipe and writes its frames (run.cpp); ends the process with a
/// message where the recipe fails. The jail is shut by then.
void run_recipe(RunState& run);

/// The table `core`, by which the prelude reaches C++ (core.cpp).
void push_core(lua_State* L, RunState& run);

/// Those of its functions for params and switches (core_knobs.cpp), and those
/// that know units (core_units.cpp), into the table on the stack.
void add_knob_functions(lua_State* L, RunState& run);
void add_unit_functions(lua_State* L, RunState& run);

/// Loads a chunk of a recipe (require.cpp); text alone. Leaves the function on
/// the stack.
void load_text(lua_State* L, const std::string& name, const std::string& text);

/// `require` of a recipe (require.cpp); its upvalues are the run, the
/// module "moonstain" and a table of the files loaded so far.
int require_file(lua_State* L);

}  // namespace moonstain::lua
