#include "bindings/lua/recipe/run.h"

#include <algorithm>

#include "bindings/lua/recipe/prelude.h"
#include "bindings/lua/recipe/run_state.h"
#include "bindings/lua/recipe/values.h"
#include "bindings/lua/sandbox/safe_library.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain::lua {

namespace {

constexpr std::size_t kMostMessageBytes = 1000;

/// What Lua says in its own terms of a depth it does not go to.
std::string plainly(std::string message) {
  const std::pair<std::string_view, std::string_view> terms[] = {
      {": stack overflow", ": calls are nested too deep"},
      {": error in error handling", ": calls are nested too deep"},
      {": loop in gettable", ": a chain of __index tables is too long"},
      {": loop in settable", ": a chain of __newindex tables is too long"}};
  for (const auto& [its, ours] : terms) {
    if (!message.ends_with(its)) continue;
    message.replace(message.size() - its.size(), its.size(), ours);
  }
  return message;
}

/// Gives an error of Lua itself the recipe's line in our form; runs where the
/// error was raised.
int on_error(lua_State* L) {
  return guarded(L, [&] {
    if (lua_type(L, 1) != LUA_TSTRING) {
      push_text(L, concat(recipe_line(L), ": an error was raised that is ",
                          described(L, 1), ", not text"));
      return 1;
    }
    std::string message = text_of(L, 1);
    if (message.size() > kMostMessageBytes) {
      message = concat(message.substr(0, kMostMessageBytes), " ... (",
                       message.size(), " bytes)");
    }
    const std::string line = recipe_line(L);
    const std::size_t open = line.find(" (");
    const std::string inner =
        open == std::string::npos
            ? line
            : line.substr(open + 2, line.size() - open - 3);
    const std::string own = std::string(kPreludeChunk + 1) + ":";
    if (message.starts_with(line + ": ")) {
      push_text(L, message);
    } else if (message.starts_with(inner + ": ")) {
      push_text(L, line + message.substr(inner.size()));
    } else if (message.starts_with(own)) {
      const std::size_t after = message.find(": ");
      push_text(L, line + (after == std::string::npos ? ": " + message
                                                      : message.substr(after)));
    } else {
      push_text(L, with_line(L, message));
    }
    return 1;
  });
}

/// Fields of a value: its section, and for all else a plain word.
int value_member(lua_State* L) {
  return guarded(L, [&] {
    StepCalls& steps = RunState::of(L).steps;
    const std::string name = text_of(L, 2);
    if (name == "section") {
      const std::string& section = steps.section_of(L, 1);
      if (section.empty()) {
        lua_pushnil(L);
      } else {
        push_text(L, section.substr(section.find('/') + 1));
      }
      return 1;
    }
    fail("'", name, "' cannot be read from ", steps.describe(L, 1),
         ": a recipe names values, steps read them");
  });
}

/// Values in arithmetic, comparison, calls and the like.
int value_misused(lua_State* L) {
  return guarded(L, [&]() -> int {
    StepCalls& steps = RunState::of(L).steps;
    const int at = steps.is_value(L, 1) ? 1 : 2;
    fail("a recipe cannot compute with ", steps.describe(L, at),
         ": it names values, steps read them");
  });
}

void set_value_metatable(lua_State* L, RunState& run) {
  lua_pushlightuserdata(L, nullptr);
  lua_createtable(L, 0, 16);
  add_function(L, run, "__index", value_member);
  for (const char* event :
       {"__newindex", "__call", "__add", "__sub", "__mul", "__div", "__mod",
        "__pow", "__unm", "__concat", "__len", "__lt", "__le"}) {
    add_function(L, run, event, value_misused);
  }
  set_text(L, "__metatable", "protected");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}

void send_outputs(lua_State* L, RunState& run, int index) {
  const auto is_output_name = [](const std::string& name) {
    return !name.empty() && name.size() <= 100 &&
           std::all_of(name.begin(), name.end(), [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                    (c >= '0' && c <= '9') || c == '_' || c == '-';
           });
  };
  check(lua_istable(L, index), "the recipe returns ",
        run.steps.describe(L, index),
        "; expected a table of named outputs: return { findings = ... }");
  const std::vector<std::string> names = text_keys(L, index);
  lua_pushnil(L);
  while (lua_next(L, index) != 0) {
    lua_pop(L, 1);
    check(lua_type(L, -1) == LUA_TSTRING,
          "the recipe returns a value without a name; expected a "
          "table of named outputs: return { findings = ... }");
  }
  check(names.size() <= kMostOutputs, "the recipe returns more than ",
        kMostOutputs, " outputs");
  for (const std::string& name : names) {
    check(is_output_name(name), "the output '", printable(name, 100),
          "' has a name that is no file's; expected letters, digits, _ and -");
  }
  check(!names.empty(),
        "the recipe returns an empty table; expected named "
        "outputs: return { findings = ... }");
  for (const std::string& name : names) {
    lua_getfield(L, index, name.c_str());
    const auto nodes =
        run.steps.values(L, -1, concat("the output '", name, "'"),
                         "a value of a step, or a list of them");
    check(!nodes.empty(), "the output '", name,
          "' is an empty list; expected a value of a step");
    run.frames.begin(FrameKind::output).text(name).numbers(nodes).end();
    lua_pop(L, 1);
  }
}

/// All that may raise, called protected. Leaves the recipe's result.
int run_protected(lua_State* L) {
  return guarded(L, [&] {
    RunState& run = *static_cast<RunState*>(lua_touserdata(L, 1));
    // ms = prelude(core)
    const std::string_view prelude = prelude_text();
    check(luaL_loadbufferx(L, prelude.data(), prelude.size(), kPreludeChunk,
                           "t") == 0,
          "the prelude does not load: ", text_of(L, -1));
    push_private_globals(L);
    lua_setfenv(L, -2);
    push_core(L, run);
    lua_call(L, 1, 1);
    // require(name) with upvalues run, ms, loaded files
    lua_pushlightuserdata(L, &run);
    lua_insert(L, -2);
    lua_createtable(L, 0, 8);
    lua_pushcclosure(L, require_file, 3);
    lua_setglobal(L, "require");

    const auto recipe = run.world.recipe.lua.find("recipe.lua");
    check(recipe != run.world.recipe.lua.end(), "there is no recipe.lua");
    run.loading.insert("recipe.lua");
    load_text(L, "recipe.lua", recipe->second);
    lua_call(L, 0, 1);
    send_outputs(L, run, lua_gettop(L));
    return 0;
  });
}

}  // namespace

void run_recipe(const RecipeWorld& world, const JailPipes& pipes) {
  // Left by the end of the process.
  auto* run = new RunState(world, pipes);
  shut_jail(pipes);
  run_recipe(*run);
}

void run_recipe(RunState& run) {
  lua_State* L = run.sandbox.state();
  run.sandbox.on_print([&run](std::string_view line) {
    run.printed_bytes += line.size() + 1;
    check(run.printed_bytes <= kMostPrintedBytes, "print: more than ",
          kMostPrintedBytes >> 20, " MB of lines");
    run.frames.begin(FrameKind::print).text(line).end();
  });
  set_value_metatable(L, run);

  lua_pushcfunction(L, on_error);
  lua_pushcfunction(L, run_protected);
  lua_pushlightuserdata(L, &run);
  const int status = lua_pcall(L, 1, 0, 1);
  // Not a frame: what was said before need not be read then.
  if (status != 0) run.sandbox.end(plainly(with_line(L, text_of(L, -1))));
  run.frames.begin(FrameKind::done).end();
  run.frames.flush();
}

}  // namespace moonstain::lua
