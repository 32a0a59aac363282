#include "bindings/lua/sandbox/safe_library.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "bindings/lua/sandbox/sandbox.h"
#include "bindings/lua/sandbox/string_functions.h"
#include "core/base/error.h"

namespace moonstain::lua {

namespace {

constexpr std::size_t kMostLineBytes = 4096;

// Numbers first, then truth values, texts, and values of the plan in the order
// they were made.
struct Key {
  int kind = 0;
  double number = 0;
  std::string text;

  bool operator<(const Key& other) const {
    if (kind != other.kind) return kind < other.kind;
    if (kind == 2) return text < other.text;
    return number < other.number;
  }
};

Key key_at(lua_State* L, int index) {
  switch (lua_type(L, index)) {
    case LUA_TNUMBER:
      return {0, lua_tonumber(L, index), ""};
    case LUA_TBOOLEAN:
      return {1, static_cast<double>(lua_toboolean(L, index)), ""};
    case LUA_TSTRING: {
      std::size_t size = 0;
      const char* text = lua_tolstring(L, index, &size);
      return {2, 0, std::string(text, size)};
    }
    case LUA_TLIGHTUSERDATA:
      return {3,
              static_cast<double>(
                  reinterpret_cast<std::uintptr_t>(lua_touserdata(L, index))),
              ""};
    default:
      fail("pairs: a key is a ", luaL_typename(L, index),
           ", which has no order; use text or numbers as keys");
  }
}

void push_key(lua_State* L, const Key& key) {
  switch (key.kind) {
    case 0:
      lua_pushnumber(L, key.number);
      break;
    case 1:
      lua_pushboolean(L, key.number != 0);
      break;
    case 2:
      lua_pushlstring(L, key.text.data(), key.text.size());
      break;
    default:
      lua_pushlightuserdata(
          L, reinterpret_cast<void*>(static_cast<std::uintptr_t>(key.number)));
  }
}

// Upvalues: table, sorted keys, position.
int next_pair(lua_State* L) {
  lua_Integer at = lua_tointeger(L, lua_upvalueindex(3));
  while (true) {
    lua_rawgeti(L, lua_upvalueindex(2), static_cast<int>(++at));
    if (lua_isnil(L, -1)) return 1;
    lua_pushvalue(L, -1);
    lua_rawget(L, lua_upvalueindex(1));
    if (!lua_isnil(L, -1)) break;  // else taken out meanwhile
    lua_pop(L, 2);
  }
  lua_pushinteger(L, at);
  lua_replace(L, lua_upvalueindex(3));
  return 2;
}

int sorted_pairs(lua_State* L) {
  return guarded(L, [&] {
    check(lua_istable(L, 1), "pairs: takes a table, got ", luaL_typename(L, 1));
    std::vector<Key> keys;
    lua_pushnil(L);
    while (lua_next(L, 1) != 0) {
      lua_pop(L, 1);
      keys.push_back(key_at(L, -1));
    }
    Sandbox::of(L).spend(keys.size() * 4);
    std::sort(keys.begin(), keys.end());
    lua_pushvalue(L, 1);
    lua_createtable(L, static_cast<int>(keys.size()), 0);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      push_key(L, keys[i]);
      lua_rawseti(L, -2, static_cast<int>(i + 1));
    }
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_pair, 3);
    return 1;
  });
}

int to_text(lua_State* L) {
  return guarded(L, [&] {
    const std::string text = text_of(L, 1);
    lua_pushlstring(L, text.data(), text.size());
    return 1;
  });
}

int print_line(lua_State* L) {
  return guarded(L, [&] {
    std::string line;
    for (int i = 1; i <= lua_gettop(L) && line.size() <= kMostLineBytes; ++i) {
      if (i > 1) line += '\t';
      line += text_of(L, i);
    }
    // One more, so that the parent sees that it was cut.
    line.resize(std::min(line.size(), kMostLineBytes + 1));
    Sandbox::of(L).spend(1000);
    Sandbox::of(L).print(line);
    return 0;
  });
}

// What is asked for but left out, and what to do instead.
int absent_global(lua_State* L) {
  return guarded(L, [&]() -> int {
    const std::string name =
        lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    for (const char* outside :
         {"io", "os", "debug", "package", "jit", "ffi", "dofile", "loadfile"}) {
      check(name != outside, "'", name,
            "' is not there while a recipe is planned: it reaches no file, "
            "clock, environment or network");
    }
    for (const char* text :
         {"load", "loadstring", "module", "setfenv", "getfenv", "newproxy",
          "coroutine", "collectgarbage", "gcinfo", "bit"}) {
      check(name != text, "'", name,
            "' is not there while a recipe is planned");
    }
    check(name != "next",
          "'next' is not there while a recipe is planned: its "
          "order changes; use pairs, which goes by sorted "
          "keys");
    // A misspelt name would else be nil, and nil in a call is "not given".
    fail("no variable '", name, "' is known here");
  });
}

int absent_math(lua_State* L) {
  return guarded(L, [&]() -> int {
    const std::string name =
        lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    if (name == "random" || name == "randomseed") {
      fail("'math.", name,
           "' is not there: a plan is the same every time; "
           "random numbers are drawn in steps, from their seed");
    }
    fail("'math.", name,
         "' is not there: a recipe computes no numbers of the "
         "science itself; abs, ceil, floor, fmod, huge, max, min, modf, pi "
         "and sqrt are");
  });
}

void set_metatable_function(lua_State* L, const char* name,
                            lua_CFunction function) {
  lua_createtable(L, 0, 2);
  lua_pushcfunction(L, function);
  lua_setfield(L, -2, name);
  lua_pushliteral(L, "protected");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
}

// Copies the named members of the global table `from` into a new table.
void push_members(lua_State* L, const char* from,
                  const std::vector<const char*>& names) {
  lua_createtable(L, 0, static_cast<int>(names.size()));
  lua_getglobal(L, from);
  for (const char* name : names) {
    lua_getfield(L, -1, name);
    lua_setfield(L, -3, name);
  }
  lua_pop(L, 1);
}

void open(lua_State* L, const char* name, lua_CFunction library) {
  lua_pushcfunction(L, library);
  lua_pushstring(L, name);
  lua_call(L, 1, 0);
}

}  // namespace

void push_private_globals(lua_State* L) {
  lua_createtable(L, 0, 32);
  lua_pushnil(L);
  while (lua_next(L, LUA_GLOBALSINDEX) != 0) {
    lua_pushvalue(L, -2);
    if (lua_istable(L, -2)) {
      lua_createtable(L, 0, 16);
      lua_pushnil(L);
      while (lua_next(L, -4) != 0) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -4);
      }
    } else {
      lua_pushvalue(L, -2);
    }
    lua_rawset(L, -5);
    lua_pop(L, 1);
  }
  lua_getmetatable(L, LUA_GLOBALSINDEX);
  lua_setmetatable(L, -2);
}

std::string text_of(lua_State* L, int index) {
  switch (lua_type(L, index)) {
    case LUA_TNIL:
    case LUA_TNONE:
      return "nil";
    case LUA_TBOOLEAN:
      return lua_toboolean(L, index) ? "true" : "false";
    case LUA_TNUMBER: {
      const double number = lua_tonumber(L, index);
      if (std::isnan(number)) return "nan";
      if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
      if (number == std::floor(number) && std::abs(number) < 1e15) {
        return concat(static_cast<std::int64_t>(number));
      }
      return concat(number);
    }
    case LUA_TSTRING: {
      std::size_t size = 0;
      const char* text = lua_tolstring(L, index, &size);
      return {text, size};
    }
    case LUA_TLIGHTUSERDATA:
      return "value";
    default:
      return luaL_typename(L, index);
  }
}

void open_safe_library(lua_State* L) {
  open(L, "", luaopen_base);
  open(L, LUA_TABLIBNAME, luaopen_table);
  open(L, LUA_MATHLIBNAME, luaopen_math);

  // A new table of globals; the old one, with all that is not named here, is
  // reachable from nowhere afterwards.
  push_members(L, "_G",
               {"assert", "error", "getmetatable", "ipairs", "pcall",
                "rawequal", "rawget", "rawset", "select", "setmetatable",
                "tonumber", "type", "unpack", "xpcall"});
  lua_pushcfunction(L, sorted_pairs);
  lua_setfield(L, -2, "pairs");
  lua_pushcfunction(L, to_text);
  lua_setfield(L, -2, "tostring");
  lua_pushcfunction(L, print_line);
  lua_setfield(L, -2, "print");
  push_members(L, "table", {"concat", "insert", "maxn", "remove", "sort"});
  lua_setfield(L, -2, "table");
  push_members(L, "math",
               {"abs", "ceil", "floor", "fmod", "huge", "max", "min", "modf",
                "pi", "sqrt"});
  set_metatable_function(L, "__index", absent_math);
  lua_setfield(L, -2, "math");
  push_string_library(L);
  lua_setfield(L, -2, "string");
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "_G");
  set_metatable_function(L, "__index", absent_global);
  lua_replace(L, LUA_GLOBALSINDEX);

  // Nothing of the registry's list of loaded libraries is used again.
  lua_pushnil(L);
  lua_setfield(L, LUA_REGISTRYINDEX, "_LOADED");
  lua_gc(L, LUA_GCCOLLECT, 0);
}

}  // namespace moonstain::lua
