// Part of string_functions.h: the table, and the functions that neither match
// nor format.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "bindings/lua/sandbox/sandbox.h"
#include "bindings/lua/sandbox/string_functions.h"
#include "core/base/error.h"

namespace moonstain::lua {

namespace {

// Lua's counting from 1, and from the end below 0, as a half-open range.
std::pair<std::size_t, std::size_t> range(std::int64_t first, std::int64_t last,
                                          std::size_t size) {
  const auto length = static_cast<std::int64_t>(size);
  if (first < 0) first = std::max<std::int64_t>(length + first + 1, 1);
  if (first == 0) first = 1;
  if (last < 0) last = length + last + 1;
  last = std::min(last, length);
  if (first > last) return {0, 0};
  return {static_cast<std::size_t>(first - 1), static_cast<std::size_t>(last)};
}

int len(lua_State* L) {
  return guarded(L, [&] {
    lua_pushnumber(L, static_cast<double>(text_argument(L, 1, "len").size()));
    return 1;
  });
}

int sub(lua_State* L) {
  return guarded(L, [&] {
    const std::string_view text = text_argument(L, 1, "sub");
    const auto [begin, end] =
        range(integer_argument(L, 2, "sub", 1),
              integer_argument(L, 3, "sub", -1), text.size());
    push_counted(L, text.substr(begin, end - begin));
    return 1;
  });
}

template <typename Change>
int changed(lua_State* L, const char* name, Change change) {
  return guarded(L, [&] {
    std::string text(text_argument(L, 1, name));
    change(text);
    push_counted(L, text);
    return 1;
  });
}

int lower(lua_State* L) {
  return changed(L, "lower", [](std::string& text) {
    for (char& c : text) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
  });
}

int upper(lua_State* L) {
  return changed(L, "upper", [](std::string& text) {
    for (char& c : text) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    }
  });
}

int reverse(lua_State* L) {
  return changed(L, "reverse", [](std::string& text) {
    std::reverse(text.begin(), text.end());
  });
}

int rep(lua_State* L) {
  return guarded(L, [&] {
    const std::string_view text = text_argument(L, 1, "rep");
    const std::int64_t times =
        std::max<std::int64_t>(0, integer_argument(L, 2, "rep", 0));
    const auto most = static_cast<std::int64_t>(kLongestText);
    check(
        text.empty() || times <= most / static_cast<std::int64_t>(text.size()),
        "string.rep: the text would be longer than ", kLongestText >> 20,
        " MB");
    std::string result;
    if (!text.empty()) {
      result.reserve(text.size() * static_cast<std::size_t>(times));
      for (std::int64_t i = 0; i < times; ++i) result += text;
    }
    push_counted(L, result);
    return 1;
  });
}

int byte(lua_State* L) {
  return guarded(L, [&] {
    const std::string_view text = text_argument(L, 1, "byte");
    const std::int64_t first = integer_argument(L, 2, "byte", 1);
    const auto [begin, end] =
        range(first, integer_argument(L, 3, "byte", first), text.size());
    check(end - begin <= 200, "string.byte: more than 200 bytes at once");
    for (std::size_t i = begin; i < end; ++i) {
      lua_pushinteger(L, static_cast<unsigned char>(text[i]));
    }
    return static_cast<int>(end - begin);
  });
}

int character(lua_State* L) {
  return guarded(L, [&] {
    std::string text;
    for (int i = 1; i <= lua_gettop(L); ++i) {
      const std::int64_t code = integer_argument(L, i, "char", -1);
      check(code >= 0 && code <= 255, "string.char: argument ", i,
            " is not a byte, 0 to 255");
      text += static_cast<char>(code);
    }
    push_counted(L, text);
    return 1;
  });
}

}  // namespace

void push_string_library(lua_State* L) {
  const luaL_Reg functions[] = {{"byte", byte},
                                {"char", character},
                                {"find", string_find},
                                {"format", string_format},
                                {"gmatch", string_gmatch},
                                {"gsub", string_gsub},
                                {"len", len},
                                {"lower", lower},
                                {"match", string_match},
                                {"rep", rep},
                                {"reverse", reverse},
                                {"sub", sub},
                                {"upper", upper}};
  lua_createtable(L, 0, 16);
  for (const luaL_Reg& function : functions) {
    lua_pushcfunction(L, function.func);
    lua_setfield(L, -2, function.name);
  }
  // Texts know these functions by ("x"):upper(); the metatable is out of
  // reach, the table of functions is a copy of what a recipe may change.
  lua_pushliteral(L, "");
  lua_createtable(L, 0, 2);
  lua_createtable(L, 0, 16);
  for (const luaL_Reg& function : functions) {
    lua_pushcfunction(L, function.func);
    lua_setfield(L, -2, function.name);
  }
  lua_setfield(L, -2, "__index");
  lua_pushliteral(L, "protected");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}

}  // namespace moonstain::lua
