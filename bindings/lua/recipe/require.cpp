// Part of run_state.h: other Lua files of a recipe, beside it or in
// recipes/lib.
#include <algorithm>
#include <cctype>

#include "bindings/lua/recipe/run_state.h"
#include "bindings/lua/recipe/values.h"
#include "bindings/lua/sandbox/safe_library.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain::lua {

namespace {

constexpr const char* kLibraryPrefix = "recipes/lib/";

}  // namespace

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
  check(message.find("bytecode") == std::string::npos, name,
        ":1: this is compiled code; a recipe is plain Lua text");
  const std::size_t after = message.find(": ");
  check(after != std::string::npos, name, ": this is not Lua: ", message);
  fail(message.substr(0, after), ": this is not Lua", message.substr(after));
}

int require_file(lua_State* L) {
  return guarded(L, [&] {
    RunState& run = RunState::of(L);
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

    check(!run.world.recipe.links_out.contains(path), "require: '", path,
          "' is a link that leads out of the recipe's folder; a recipe reads "
          "what lies in it");
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
    run.frames.begin(FrameKind::lua_file).byte(beside ? 0 : 1).text(path).end();
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

}  // namespace moonstain::lua
