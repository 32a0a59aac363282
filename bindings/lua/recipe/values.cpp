#include "bindings/lua/recipe/values.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "bindings/lua/sandbox/safe_library.h"
#include "bindings/lua/sandbox/sandbox.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/utf8.h"

namespace moonstain::lua {

namespace {

constexpr int kMostLevels = 8;

void check_utf8(std::string_view text, std::string_view what) {
  check(is_utf8(text), what, " is not UTF-8 text");
  check(text.find('\0') == std::string_view::npos, what, " holds a zero byte");
}

/// Entries of a table under numbers, and under anything else.
std::pair<std::size_t, std::size_t> count_keys(lua_State* L, int index) {
  std::size_t numbered = 0;
  std::size_t others = 0;
  lua_pushnil(L);
  while (lua_next(L, index) != 0) {
    lua_pop(L, 1);
    ++(lua_type(L, -1) == LUA_TNUMBER ? numbered : others);
  }
  return {numbered, others};
}

struct Reader {
  lua_State* L;
  std::string_view what;
  std::size_t bytes = 0;
  std::size_t values = 0;

  void count(std::size_t more) {
    // The few values of a usual option go with the step.
    if (++values > 16) Sandbox::of(L).spend(50);
    bytes += more + 8;
    check(bytes <= kMostOptionBytes, what, " holds more than ",
          kMostOptionBytes >> 20, " MB");
  }

  Json number(double value) const {
    check(std::isfinite(value), what, " is ",
          std::isnan(value) ? "not a number (nan)" : "infinite");
    // From 2^53 on Lua does not tell an integer from its neighbour.
    if (value == std::floor(value) && std::abs(value) < 9007199254740992.0 &&
        !(value == 0 && std::signbit(value))) {
      return static_cast<std::int64_t>(value);
    }
    return value;
  }

  Json table(int index, int level) {
    check(level < kMostLevels, what, " has tables in more than ", kMostLevels,
          " levels");
    luaL_checkstack(L, 4, "tables");
    count(8);
    const std::size_t size = lua_objlen(L, index);
    const auto [numbered, others] = count_keys(L, index);
    check(numbered == 0 || others == 0, what,
          " is a table of numbered and named entries; expected one kind");
    if (others == 0) {
      list_size(L, index, what);
      Json list = Json::array();
      for (std::size_t i = 1; i <= size; ++i) {
        lua_rawgeti(L, index, static_cast<int>(i));
        list.push_back(value(lua_gettop(L), level + 1));
        lua_pop(L, 1);
      }
      return list;
    }
    const std::vector<std::string> keys = text_keys(L, index);
    check(keys.size() == others, what,
          " has a key that is neither number nor text");
    Json object = Json::object();
    for (const std::string& key : keys) {
      check(key.size() <= kMostKeyBytes, what, " has a name of ", key.size(),
            " bytes; at most ", kMostKeyBytes, " are taken");
      check_utf8(key, what);
      count(key.size());
      lua_pushlstring(L, key.data(), key.size());
      lua_rawget(L, index);
      object[key] = value(lua_gettop(L), level + 1);
      lua_pop(L, 1);
    }
    return object;
  }

  Json value(int index, int level) {
    switch (lua_type(L, index)) {
      case LUA_TNIL:
        return nullptr;
      case LUA_TBOOLEAN:
        count(1);
        return lua_toboolean(L, index) != 0;
      case LUA_TNUMBER:
        count(8);
        return number(lua_tonumber(L, index));
      case LUA_TSTRING: {
        std::string text = utf8_of(L, index, what);
        count(text.size());
        return text;
      }
      case LUA_TTABLE:
        return table(index, level);
      default:
        fail(what, " is ", described(L, index),
             "; expected plain text, numbers, true or false");
    }
  }
};

}  // namespace

Json json_of(lua_State* L, int index, std::string_view what) {
  const int absolute = index < 0 ? lua_gettop(L) + index + 1 : index;
  Reader reader{L, what};
  return reader.value(absolute, 0);
}

std::string utf8_of(lua_State* L, int index, std::string_view what,
                    std::size_t most_bytes) {
  check(lua_type(L, index) == LUA_TSTRING, what, " is ", described(L, index),
        "; expected text");
  std::size_t size = 0;
  const char* text = lua_tolstring(L, index, &size);
  check(size <= most_bytes, what, " is a text of ", size, " bytes; at most ",
        most_bytes, " are taken");
  check_utf8({text, size}, what);
  return {text, size};
}

std::size_t list_size(lua_State* L, int index, std::string_view what) {
  check(lua_istable(L, index), what, " is ", described(L, index),
        "; expected a list");
  const int absolute = index < 0 ? lua_gettop(L) + index + 1 : index;
  const std::size_t size = lua_objlen(L, absolute);
  std::size_t entries = 0;
  bool named = false;
  lua_pushnil(L);
  while (lua_next(L, absolute) != 0) {
    lua_pop(L, 1);
    named = named || lua_type(L, -1) != LUA_TNUMBER;
    ++entries;
  }
  if (named) {
    // Lua's own order changes from run to run; a message must not.
    const std::vector<std::string> keys = text_keys(L, absolute);
    check(keys.empty(), what, " has the key '", printable(keys.front(), 100),
          "'; expected a list");
    fail(what, " has a key that is neither number nor text; expected a list");
  }
  check(entries == size, what, " is a list with holes");
  return size;
}

std::vector<std::string> text_keys(lua_State* L, int index) {
  std::vector<std::string> keys;
  lua_pushnil(L);
  while (lua_next(L, index) != 0) {
    lua_pop(L, 1);
    if (lua_type(L, -1) == LUA_TSTRING) keys.push_back(text_of(L, -1));
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::vector<std::string> texts_of(lua_State* L, int index,
                                  std::string_view what) {
  const std::size_t size = list_size(L, index, what);
  std::vector<std::string> texts;
  for (std::size_t i = 1; i <= size; ++i) {
    lua_rawgeti(L, index, static_cast<int>(i));
    texts.push_back(utf8_of(L, -1, what, kMostKeyBytes));
    lua_pop(L, 1);
  }
  return texts;
}

std::string described(lua_State* L, int index) {
  switch (lua_type(L, index)) {
    case LUA_TNONE:
    case LUA_TNIL:
      return "nothing (nil)";
    case LUA_TBOOLEAN:
      return lua_toboolean(L, index) ? "true" : "false";
    case LUA_TNUMBER:
      return concat("the number ", text_of(L, index));
    case LUA_TSTRING: {
      return concat("the text \"", printable(text_of(L, index), 60), "\"");
    }
    case LUA_TTABLE:
      return "a table";
    case LUA_TFUNCTION:
      return "a function";
    default:
      return "a value of the plan";
  }
}

std::string shown(lua_State* L, int index) {
  const int type = lua_type(L, index);
  if (type == LUA_TSTRING) {
    return concat("\"", printable(text_of(L, index), 100), "\"");
  }
  if (type == LUA_TTABLE) {
    std::string list;
    for (std::size_t i = 1; i <= std::min<std::size_t>(lua_objlen(L, index), 5);
         ++i) {
      lua_rawgeti(L, index, static_cast<int>(i));
      list += concat(i > 1 ? "," : "", text_of(L, -1));
      lua_pop(L, 1);
    }
    return list;
  }
  return text_of(L, index);
}

}  // namespace moonstain::lua
