// Part of string_functions.h: what matches: find, match, gmatch, gsub.
#include <algorithm>
#include <string>
#include <string_view>

#include "bindings/lua/sandbox/pattern.h"
#include "bindings/lua/sandbox/safe_library.h"
#include "bindings/lua/sandbox/sandbox.h"
#include "bindings/lua/sandbox/string_functions.h"
#include "core/base/error.h"

namespace moonstain::lua {

namespace {

int push_capture(lua_State* L, std::string_view text,
                 const PatternMatch::Capture& capture) {
  if (capture.position) {
    lua_pushnumber(L, static_cast<double>(capture.begin + 1));
  } else {
    push_counted(L, text.substr(capture.begin, capture.length));
  }
  return 1;
}

// The captures, or the whole match where there are none.
int push_captures(lua_State* L, std::string_view text,
                  const PatternMatch& match) {
  if (match.captures.empty()) {
    push_counted(L, text.substr(match.begin, match.end - match.begin));
    return 1;
  }
  luaL_checkstack(L, static_cast<int>(match.captures.size()), "captures");
  for (const auto& capture : match.captures) push_capture(L, text, capture);
  return static_cast<int>(match.captures.size());
}

int find_or_match(lua_State* L, bool find) {
  return guarded(L, [&] {
    const char* name = find ? "find" : "match";
    const std::string_view text = text_argument(L, 1, name);
    const std::string_view pattern = text_argument(L, 2, name);
    std::int64_t from = integer_argument(L, 3, name, 1);
    if (from < 0) {
      from = std::max<std::int64_t>(
          static_cast<std::int64_t>(text.size()) + from + 1, 1);
    }
    if (from == 0) from = 1;
    if (from > static_cast<std::int64_t>(text.size()) + 1) {
      lua_pushnil(L);
      return 1;
    }
    const auto begin = static_cast<std::size_t>(from - 1);
    if (find && lua_toboolean(L, 4)) {
      spend_bytes(L, text.size() * std::max<std::size_t>(1, pattern.size()));
      const std::size_t at = text.find(pattern, begin);
      if (at == std::string_view::npos) {
        lua_pushnil(L);
        return 1;
      }
      lua_pushnumber(L, static_cast<double>(at + 1));
      lua_pushnumber(L, static_cast<double>(at + pattern.size()));
      return 2;
    }
    const auto match = match_pattern(text, pattern, begin, spender(L));
    if (!match) {
      lua_pushnil(L);
      return 1;
    }
    if (!find) return push_captures(L, text, *match);
    lua_pushnumber(L, static_cast<double>(match->begin + 1));
    lua_pushnumber(L, static_cast<double>(match->end));
    int pushed = 2;
    for (const auto& capture : match->captures) {
      pushed += push_capture(L, text, capture);
    }
    return pushed;
  });
}

// Upvalues: text, pattern, where to go on.
int next_match(lua_State* L) {
  return guarded(L, [&] {
    const std::string_view text =
        text_argument(L, lua_upvalueindex(1), "gmatch");
    const std::string_view pattern =
        text_argument(L, lua_upvalueindex(2), "gmatch");
    const auto from =
        static_cast<std::size_t>(lua_tonumber(L, lua_upvalueindex(3)));
    if (from > text.size()) return 0;
    const auto match = match_pattern(text, pattern, from, spender(L));
    if (!match) return 0;
    const std::size_t next =
        match->end == match->begin ? match->end + 1 : match->end;
    lua_pushnumber(L, static_cast<double>(next));
    lua_replace(L, lua_upvalueindex(3));
    return push_captures(L, text, *match);
  });
}

std::string replaced(lua_State* L, std::string_view text,
                     const PatternMatch& match) {
  const std::string_view whole =
      text.substr(match.begin, match.end - match.begin);
  if (lua_istable(L, 3)) {
    if (match.captures.empty()) {
      push_counted(L, whole);
    } else {
      push_capture(L, text, match.captures.front());
    }
    lua_rawget(L, 3);
    const bool keep =
        lua_isnil(L, -1) || (lua_isboolean(L, -1) && !lua_toboolean(L, -1));
    std::string result(whole);
    if (!keep) {
      check(lua_isstring(L, -1), "string.gsub: the table gives ",
            luaL_typename(L, -1), "; expected text");
      result = text_of(L, -1);
    }
    lua_pop(L, 1);
    return result;
  }
  const std::string_view with = text_argument(L, 3, "gsub");
  std::string result;
  for (std::size_t i = 0; i < with.size(); ++i) {
    if (with[i] != '%' || i + 1 == with.size()) {
      result += with[i];
      continue;
    }
    const char c = with[++i];
    if (c == '0') {
      result += whole;
    } else if (c >= '1' && c <= '9') {
      const auto index = static_cast<std::size_t>(c - '1');
      if (match.captures.empty() && index == 0) {
        result += whole;
        continue;
      }
      check(index < match.captures.size(),
            "string.gsub: invalid capture index");
      const auto& capture = match.captures[index];
      result += capture.position
                    ? concat(capture.begin + 1)
                    : std::string(text.substr(capture.begin, capture.length));
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace

int string_find(lua_State* L) { return find_or_match(L, true); }
int string_match(lua_State* L) { return find_or_match(L, false); }

int string_gmatch(lua_State* L) {
  return guarded(L, [&] {
    text_argument(L, 1, "gmatch");
    text_argument(L, 2, "gmatch");
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_pushnumber(L, 0);
    lua_pushcclosure(L, next_match, 3);
    return 1;
  });
}

int string_gsub(lua_State* L) {
  return guarded(L, [&] {
    const std::string_view text = text_argument(L, 1, "gsub");
    const std::string_view pattern = text_argument(L, 2, "gsub");
    check(lua_isstring(L, 3) || lua_istable(L, 3),
          "string.gsub: argument 3 is ", luaL_typename(L, 3),
          "; expected text or a table");
    const std::int64_t most = integer_argument(
        L, 4, "gsub", static_cast<std::int64_t>(text.size()) + 1);
    const bool anchored = !pattern.empty() && pattern.front() == '^';
    std::string result;
    std::size_t from = 0;
    std::int64_t count = 0;
    while (count < most && from <= text.size()) {
      const auto match = match_pattern(text, pattern, from, spender(L));
      if (!match) break;
      result += text.substr(from, match->begin - from);
      result += replaced(L, text, *match);
      check(result.size() <= kLongestText,
            "string.gsub: the text would be longer than ", kLongestText >> 20,
            " MB");
      ++count;
      if (match->end > match->begin) {
        from = match->end;
      } else {
        if (match->begin < text.size()) result += text[match->begin];
        from = match->begin + 1;
      }
      if (anchored) break;
    }
    if (from < text.size()) result += text.substr(from);
    push_counted(L, result);
    lua_pushnumber(L, static_cast<double>(count));
    return 2;
  });
}

}  // namespace moonstain::lua
