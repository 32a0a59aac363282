#include "bindings/lua/recipe_run.h"

#include <algorithm>
#include <memory>
#include <set>

#include "bindings/lua/frames.h"
#include "bindings/lua/hints.h"
#include "bindings/lua/lua_values.h"
#include "bindings/lua/prelude.h"
#include "bindings/lua/sandbox.h"
#include "bindings/lua/step_calls.h"
#include "core/base/error.h"
#include "core/data/manifest.h"

namespace moonstain {

namespace {

constexpr const char* kLibraryPrefix = "recipes/lib/";

/// One recipe being run; every function of `core` has it as first upvalue.
struct Run {
  Run(const RecipeWorld& the_world, const JailPipes& pipes)
      : world(the_world),
        frames(pipes.messages),
        steps(*the_world.catalog, frames, the_world.limits),
        sandbox(the_world.limits, pipes) {}

  const RecipeWorld& world;
  FrameWriter frames;
  StepCalls steps;
  Sandbox sandbox;
  std::set<std::string> loading;

  static Run& of(lua_State* L) {
    return *static_cast<Run*>(lua_touserdata(L, lua_upvalueindex(1)));
  }
};

void push_text(lua_State* L, std::string_view text) {
  lua_pushlstring(L, text.data(), text.size());
}

void set_text(lua_State* L, const char* key, std::string_view text) {
  push_text(L, text);
  lua_setfield(L, -2, key);
}

void set_number(lua_State* L, const char* key, double number) {
  lua_pushnumber(L, number);
  lua_setfield(L, -2, key);
}

std::vector<std::string> keys_of(
    const std::map<std::string, std::string>& map) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : map) keys.push_back(key);
  return keys;
}

// core.fail(text)
int core_fail(lua_State* L) {
  return guarded(L, [&]() -> int { fail(text_of(L, 1)); });
}

// core.describe(value)
int core_describe(lua_State* L) {
  return guarded(L, [&] {
    push_text(L, Run::of(L).steps.describe(L, 1));
    return 1;
  });
}

int core_shown(lua_State* L) {
  return guarded(L, [&] {
    push_text(L, shown(L, 1));
    return 1;
  });
}

int core_did_you_mean(lua_State* L) {
  return guarded(L, [&] {
    push_text(L, did_you_mean(text_of(L, 1), texts_of(L, 2, "names")));
    return 1;
  });
}

// core.section_of(value): "her2st/B4" or nil
int core_section_of(lua_State* L) {
  return guarded(L, [&] {
    const std::string& section = Run::of(L).steps.section_of(L, 1);
    if (section.empty()) {
      lua_pushnil(L);
    } else {
      push_text(L, section);
    }
    return 1;
  });
}

// core.json(table of named entries): its canonical text
int core_json(lua_State* L) {
  return guarded(L, [&] {
    const Json json = json_of(L, 1, "ms.switches");
    push_text(L, json.empty() ? "{}" : canonical_json(json));
    return 1;
  });
}

int core_setting(lua_State* L) {
  return guarded(L, [&] {
    const auto& settings = Run::of(L).world.settings;
    const auto found = settings.find(text_of(L, 1));
    if (found == settings.end()) {
      lua_pushnil(L);
    } else {
      push_text(L, found->second);
    }
    return 1;
  });
}

int core_has_manifest(lua_State* L) {
  return guarded(L, [&] {
    lua_pushboolean(L, Run::of(L).world.manifests.contains(text_of(L, 1)));
    return 1;
  });
}

// core.manifest(name): a table with the sample sheet
int core_manifest(lua_State* L) {
  return guarded(L, [&] {
    Run& run = Run::of(L);
    const std::string name = text_of(L, 1);
    const auto found = run.world.manifests.find(name);
    if (found == run.world.manifests.end()) {
      const std::vector<std::string> names = keys_of(run.world.manifests);
      std::string known;
      for (const std::string& other : names) {
        known += concat(known.empty() ? "" : ", ", other);
      }
      const std::string hint = did_you_mean(name, names);
      fail("ms.manifest: no manifest '", name, "'",
           !hint.empty()   ? hint
           : known.empty() ? std::string("; there are none")
                           : concat("; there are ", known));
    }
    const Manifest manifest = Manifest::parse(
        found->second, concat("data_manifests/", name, "/manifest.json"));
    run.frames.begin(FrameKind::manifest).text(name).end();
    lua_createtable(L, 0, 12);
    set_text(L, "name", name);
    set_text(L, "title", manifest.title);
    set_text(L, "organism", manifest.organism);
    set_text(L, "layout", manifest.layout);
    set_text(L, "lattice", manifest.lattice);
    set_number(L, "um_per_px", manifest.um_per_px);
    set_number(L, "spot_pitch_um", manifest.spot_pitch_um);
    set_number(L, "spot_diameter_um", manifest.spot_diameter_um);
    lua_createtable(L, static_cast<int>(manifest.sections.size()), 0);
    for (std::size_t i = 0; i < manifest.sections.size(); ++i) {
      const ManifestSection& row = manifest.sections[i];
      lua_createtable(L, 0, 5);
      set_text(L, "section", row.section);
      set_text(L, "patient", row.patient);
      set_text(L, "site", row.site);
      lua_createtable(L, 0, static_cast<int>(row.files.size()));
      for (const auto& [role, path] : row.files) {
        set_text(L, role.c_str(), path);
      }
      lua_setfield(L, -2, "files");
      lua_rawseti(L, -2, static_cast<int>(i + 1));
    }
    lua_setfield(L, -2, "sheet");
    lua_createtable(L, static_cast<int>(manifest.files.size()), 0);
    for (std::size_t i = 0; i < manifest.files.size(); ++i) {
      push_text(L, manifest.files[i].path);
      lua_rawseti(L, -2, static_cast<int>(i + 1));
    }
    lua_setfield(L, -2, "paths");
    return 1;
  });
}

// core.file(manifest, path, section, learned_from)
int core_file(lua_State* L) {
  return guarded(L, [&] {
    return Run::of(L).steps.push_file(L, text_of(L, 1), text_of(L, 2),
                                      text_of(L, 3),
                                      texts_of(L, 4, "learned_from"));
  });
}

// core.source(name, learned_from)
int core_source(lua_State* L) {
  return guarded(L, [&] {
    Run& run = Run::of(L);
    const std::string name = utf8_of(L, 1, "ms.source: the file's name", 1000);
    const std::vector<std::string> learned_from =
        texts_of(L, 2, "ms.source: learned_from");
    std::vector<std::string> all;
    for (const auto* shelf : {&run.world.recipe, &run.world.library}) {
      const auto& files = shelf->files;
      if (std::binary_search(files.begin(), files.end(), name)) {
        return run.steps.push_source(L, shelf == &run.world.recipe ? 0 : 1,
                                     name, learned_from);
      }
      all.insert(all.end(), files.begin(), files.end());
    }
    fail("ms.source: no file '", name, "' beside the recipe or in recipes/lib",
         did_you_mean(name, all));
  });
}

// core.step(name, args)
int core_step(lua_State* L) {
  return guarded(L, [&] {
    lua_settop(L, 2);
    Sandbox::of(L).spend(200);
    return Run::of(L).steps.call(L, text_of(L, 1), 2);
  });
}

// core.has_option(step, name) and core.declares(step, name)
int core_has_option(lua_State* L) {
  return guarded(L, [&] {
    const StepDecl& step = Run::of(L).world.catalog->step(text_of(L, 1));
    lua_pushboolean(L, step.find_option(text_of(L, 2)) != nullptr);
    return 1;
  });
}

int core_declares(lua_State* L) {
  return guarded(L, [&] {
    const StepDecl& step = Run::of(L).world.catalog->step(text_of(L, 1));
    const std::string name = text_of(L, 2);
    lua_pushboolean(L, step.find_option(name) != nullptr ||
                           step.find_input(name) != nullptr);
    return 1;
  });
}

// core.inputs(step): list of { name, type, optional, many }
int core_inputs(lua_State* L) {
  return guarded(L, [&] {
    const StepDecl& step = Run::of(L).world.catalog->step(text_of(L, 1));
    lua_createtable(L, static_cast<int>(step.inputs.size()), 0);
    int at = 0;
    for (const InputDecl& input : step.inputs) {
      lua_createtable(L, 0, 3);
      set_text(L, "name", input.name);
      set_text(L, "type", input.type);
      lua_pushboolean(L, input.optional);
      lua_setfield(L, -2, "optional");
      lua_pushboolean(L, input.many);
      lua_setfield(L, -2, "many");
      lua_rawseti(L, -2, ++at);
    }
    return 1;
  });
}

// core.param(name, sentence, default, value, set)
int core_param(lua_State* L) {
  return guarded(L, [&] {
    const std::string name = utf8_of(L, 1, "ms.param: name", 100);
    const std::string what = concat("param '", name, "'");
    Json param = {
        {"name", name},
        {"sentence", utf8_of(L, 2, concat(what, ": its sentence"), 1000)},
        {"default", json_of(L, 3, concat(what, ": default"))},
        {"value", json_of(L, 4, what)},
        {"set", lua_toboolean(L, 5) != 0}};
    Run::of(L).frames.begin(FrameKind::param).text(param.dump()).end();
    return 0;
  });
}

// core.switch(name, kind, published, audited, why, value)
int core_switch(lua_State* L) {
  return guarded(L, [&] {
    const std::string name = utf8_of(L, 1, "ms.switch: name", 100);
    const std::string what = concat("switch '", name, "'");
    Json choice = {{"name", name},
                   {"kind", utf8_of(L, 2, concat(what, ": kind"), 100)},
                   {"published", json_of(L, 3, concat(what, ": published"))},
                   {"audited", json_of(L, 4, concat(what, ": audited"))},
                   {"why", utf8_of(L, 5, concat(what, ": why"), 1000)},
                   {"value", json_of(L, 6, what)},
                   {"where", recipe_line(L)}};
    Run::of(L).frames.begin(FrameKind::choice).text(choice.dump()).end();
    return 0;
  });
}

/// Loads a chunk of a recipe; text alone. Leaves the function on the stack.
void load_text(lua_State* L, const std::string& name, const std::string& text) {
  check(text.empty() || text[0] != '\x1b', name,
        ":1: this is compiled code; a recipe is plain Lua text");
  if (luaL_loadbufferx(L, text.data(), text.size(), ("@" + name).c_str(),
                       "t") == 0) {
    return;
  }
  // "recipe.lua:3: '=' expected near 'x'"
  const std::string message = text_of(L, -1);
  lua_pop(L, 1);
  const std::size_t after = message.find(": ");
  check(after != std::string::npos, name, ": this is not Lua: ", message);
  fail(message.substr(0, after), ": this is not Lua", message.substr(after));
}

int require(lua_State* L) {
  return guarded(L, [&] {
    Run& run = Run::of(L);
    const std::string name =
        utf8_of(L, 1, "require: the name of the file", 200);
    if (name == "moonstain") {
      lua_pushvalue(L, lua_upvalueindex(2));
      return 1;
    }
    std::string path = name;
    bool plain = !name.empty() && name.front() != '.' && name.back() != '.' &&
                 name.find("..") == std::string::npos;
    for (char& c : path) {
      plain = plain && (std::isalnum(static_cast<unsigned char>(c)) ||
                        c == '_' || c == '.');
      if (c == '.') c = '/';
    }
    check(plain, "require: '", name,
          "' is no name; expected letters, digits, _ and . between folders");
    path += ".lua";

    const auto own = run.world.recipe.lua.find(path);
    const bool beside = own != run.world.recipe.lua.end();
    const auto shared = run.world.library.lua.find(path);
    if (!beside && shared == run.world.library.lua.end()) {
      std::vector<std::string> names;
      for (const auto* shelf : {&run.world.recipe, &run.world.library}) {
        for (const auto& [file, text] : shelf->lua) {
          std::string module = file.substr(0, file.size() - 4);
          std::replace(module.begin(), module.end(), '/', '.');
          names.push_back(module);
        }
      }
      fail("require: no file '", path, "' beside the recipe or in recipes/lib",
           did_you_mean(name, names));
    }
    const std::string chunk = beside ? path : kLibraryPrefix + path;
    lua_pushvalue(L, lua_upvalueindex(3));
    lua_getfield(L, -1, chunk.c_str());
    if (!lua_isnil(L, -1)) return 1;
    lua_pop(L, 1);

    check(run.loading.insert(chunk).second, "require: '", name,
          "' asks for itself while it is being loaded");
    struct Loaded {
      std::set<std::string>& loading;
      const std::string& chunk;
      ~Loaded() { loading.erase(chunk); }
    } loaded{run.loading, chunk};
    try {
      load_text(L, chunk, beside ? own->second : shared->second);
    } catch (const Error& e) {
      // It names its own line; the recipe's goes in front.
      const std::string message = e.what();
      const std::size_t after = message.find(": ");
      fail(recipe_line(L), " (", message.substr(0, after), ")",
           message.substr(after));
    }
    lua_call(L, 0, 1);
    if (lua_isnil(L, -1)) {
      lua_pop(L, 1);
      lua_pushboolean(L, 1);
    }
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, chunk.c_str());
    return 1;
  });
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
    message.resize(std::min<std::size_t>(message.size(), 4096));
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
    StepCalls& steps = Run::of(L).steps;
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
    StepCalls& steps = Run::of(L).steps;
    const int at = steps.is_value(L, 1) ? 1 : 2;
    fail("a recipe cannot compute with ", steps.describe(L, at),
         ": it names values, steps read them");
  });
}

void add_function(lua_State* L, Run& run, const char* name,
                  lua_CFunction function) {
  lua_pushlightuserdata(L, &run);
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, -2, name);
}

void set_value_metatable(lua_State* L, Run& run) {
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

void push_core(lua_State* L, Run& run) {
  lua_createtable(L, 0, 20);
  const luaL_Reg functions[] = {{"fail", core_fail},
                                {"describe", core_describe},
                                {"shown", core_shown},
                                {"did_you_mean", core_did_you_mean},
                                {"section_of", core_section_of},
                                {"json", core_json},
                                {"setting", core_setting},
                                {"has_manifest", core_has_manifest},
                                {"manifest", core_manifest},
                                {"file", core_file},
                                {"source", core_source},
                                {"step", core_step},
                                {"has_option", core_has_option},
                                {"declares", core_declares},
                                {"inputs", core_inputs},
                                {"param", core_param},
                                {"switch", core_switch}};
  for (const luaL_Reg& function : functions) {
    add_function(L, run, function.name, function.func);
  }
  lua_createtable(L, 0, 0);
  int at = 0;
  for (const StepDecl& step : run.world.catalog->steps()) {
    push_text(L, step.name);
    lua_rawseti(L, -2, ++at);
  }
  lua_setfield(L, -2, "steps");
}

void send_outputs(lua_State* L, Run& run, int index) {
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
  std::vector<std::string> names;
  lua_pushnil(L);
  while (lua_next(L, index) != 0) {
    lua_pop(L, 1);
    check(lua_type(L, -1) == LUA_TSTRING,
          "the recipe returns a value without a name; expected a "
          "table of named outputs: return { findings = ... }");
    names.push_back(text_of(L, -1));
    check(is_output_name(names.back()), "the output '", names.back(),
          "' has a name that is no file's; expected letters, digits, _ and -");
  }
  check(!names.empty(),
        "the recipe returns an empty table; expected named "
        "outputs: return { findings = ... }");
  std::sort(names.begin(), names.end());
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
    Run& run = *static_cast<Run*>(lua_touserdata(L, 1));
    // ms = prelude(core)
    const std::string_view prelude = prelude_text();
    check(luaL_loadbufferx(L, prelude.data(), prelude.size(), kPreludeChunk,
                           "t") == 0,
          "the prelude does not load: ", text_of(L, -1));
    push_core(L, run);
    lua_call(L, 1, 1);
    // require(name) with upvalues run, ms, loaded files
    lua_pushlightuserdata(L, &run);
    lua_insert(L, -2);
    lua_createtable(L, 0, 8);
    lua_pushcclosure(L, require, 3);
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
  auto* run = new Run(world, pipes);
  lua_State* L = run->sandbox.state();
  run->sandbox.on_print([run](std::string_view line) {
    run->frames.begin(FrameKind::print).text(line).end();
  });
  set_value_metatable(L, *run);
  shut_jail(pipes);

  lua_pushcfunction(L, on_error);
  lua_pushcfunction(L, run_protected);
  lua_pushlightuserdata(L, run);
  if (lua_pcall(L, 1, 0, 1) != 0) {
    run->frames.begin(FrameKind::failed)
        .text(with_line(L, text_of(L, -1)))
        .end();
  } else {
    run->frames.begin(FrameKind::done).end();
  }
  run->frames.flush();
}

}  // namespace moonstain
