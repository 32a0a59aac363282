#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

#include "bindings/lua/pattern.h"
#include "bindings/lua/sandbox.h"
#include "core/base/error.h"

namespace moonstain {

namespace {

constexpr std::size_t kLongestText = std::size_t{16} << 20;

// Work per byte is a few machine instructions; one of Lua's takes some ten.
void spend_bytes(lua_State* L, std::size_t bytes) {
  Sandbox::of(L).spend(16 + bytes / 8);
}

std::string_view text_argument(lua_State* L, int index, const char* function) {
  check(lua_type(L, index) == LUA_TSTRING || lua_type(L, index) == LUA_TNUMBER,
        "string.", function, ": argument ", index, " is ",
        luaL_typename(L, index), "; expected text");
  std::size_t size = 0;
  const char* text = lua_tolstring(L, index, &size);
  spend_bytes(L, size);
  return {text, size};
}

double number_argument(lua_State* L, int index, const char* function) {
  check(lua_isnumber(L, index), "string.", function, ": argument ", index,
        " is ", luaL_typename(L, index), "; expected a number");
  return lua_tonumber(L, index);
}

std::int64_t integer_argument(lua_State* L, int index, const char* function,
                              std::int64_t otherwise) {
  if (lua_isnoneornil(L, index)) return otherwise;
  const double number = number_argument(L, index, function);
  if (!(number > -1e15)) return -1'000'000'000'000'000;
  if (number > 1e15) return 1'000'000'000'000'000;
  return static_cast<std::int64_t>(number);
}

void push(lua_State* L, std::string_view text) {
  spend_bytes(L, text.size());
  lua_pushlstring(L, text.data(), text.size());
}

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
    push(L, text.substr(begin, end - begin));
    return 1;
  });
}

template <typename Change>
int changed(lua_State* L, const char* name, Change change) {
  return guarded(L, [&] {
    std::string text(text_argument(L, 1, name));
    change(text);
    push(L, text);
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
    push(L, result);
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
    push(L, text);
    return 1;
  });
}

int push_capture(lua_State* L, std::string_view text,
                 const PatternMatch::Capture& capture) {
  if (capture.position) {
    lua_pushnumber(L, static_cast<double>(capture.begin + 1));
  } else {
    push(L, text.substr(capture.begin, capture.length));
  }
  return 1;
}

// The captures, or the whole match where there are none.
int push_captures(lua_State* L, std::string_view text,
                  const PatternMatch& match) {
  if (match.captures.empty()) {
    push(L, text.substr(match.begin, match.end - match.begin));
    return 1;
  }
  luaL_checkstack(L, static_cast<int>(match.captures.size()), "captures");
  for (const auto& capture : match.captures) push_capture(L, text, capture);
  return static_cast<int>(match.captures.size());
}

std::function<void(std::size_t)> spender(lua_State* L) {
  Sandbox& sandbox = Sandbox::of(L);
  return [&sandbox](std::size_t steps) { sandbox.spend(steps); };
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

int find(lua_State* L) { return find_or_match(L, true); }
int match(lua_State* L) { return find_or_match(L, false); }

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

int gmatch(lua_State* L) {
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

std::string replaced(lua_State* L, std::string_view text,
                     const PatternMatch& match) {
  const std::string_view whole =
      text.substr(match.begin, match.end - match.begin);
  if (lua_istable(L, 3)) {
    if (match.captures.empty()) {
      push(L, whole);
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

int gsub(lua_State* L) {
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
    push(L, result);
    lua_pushnumber(L, static_cast<double>(count));
    return 2;
  });
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '\n') result += '\\';
    if (c == '\r') {
      result += "\\r";
    } else if (c == '\0') {
      result += "\\000";
    } else {
      result += c;
    }
  }
  return result + '"';
}

// One directive of string.format; `spec` is "%5.2f".
std::string formatted(lua_State* L, int argument, const std::string& spec) {
  char buffer[512];
  const char kind = spec.back();
  const std::string flags = spec.substr(0, spec.size() - 1);
  switch (kind) {
    case 'c':
      return {static_cast<char>(number_argument(L, argument, "format"))};
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X': {
      const auto number =
          static_cast<long long>(integer_argument(L, argument, "format", 0));
      std::snprintf(buffer, sizeof buffer, (flags + "ll" + kind).c_str(),
                    number);
      return buffer;
    }
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
      std::snprintf(buffer, sizeof buffer, spec.c_str(),
                    number_argument(L, argument, "format"));
      return buffer;
    case 'q':
      return quoted(text_argument(L, argument, "format"));
    case 's': {
      const std::string text = text_of(L, argument);
      if (spec == "%s" || text.size() >= 100) return text;
      std::snprintf(buffer, sizeof buffer, spec.c_str(), text.c_str());
      return buffer;
    }
    default:
      fail("string.format: no directive '", spec, "'");
  }
}

int format(lua_State* L) {
  return guarded(L, [&] {
    const std::string_view pattern = text_argument(L, 1, "format");
    const int top = lua_gettop(L);
    int argument = 1;
    std::string result;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (pattern[i] != '%') {
        result += pattern[i];
        continue;
      }
      check(i + 1 < pattern.size(), "string.format: ends with '%'");
      if (pattern[i + 1] == '%') {
        result += '%';
        ++i;
        continue;
      }
      std::string spec = "%";
      while (++i < pattern.size() &&
             std::string_view("-+ #0123456789.").find(pattern[i]) !=
                 std::string_view::npos) {
        spec += pattern[i];
      }
      check(i < pattern.size(), "string.format: ends with '", spec, "'");
      // At most two digits each of width and precision.
      const auto long_run = match_pattern(spec, "%d%d%d", 0, spender(L));
      check(!long_run && spec.size() < 12, "string.format: '", spec,
            "' is too wide");
      spec += pattern[i];
      check(++argument <= top, "string.format: argument ", argument,
            " is missing");
      result += formatted(L, argument, spec);
      check(result.size() <= kLongestText,
            "string.format: the text would be longer than ", kLongestText >> 20,
            " MB");
    }
    push(L, result);
    return 1;
  });
}

}  // namespace

void push_string_library(lua_State* L) {
  const luaL_Reg functions[] = {
      {"byte", byte},     {"char", character},  {"find", find},
      {"format", format}, {"gmatch", gmatch},   {"gsub", gsub},
      {"len", len},       {"lower", lower},     {"match", match},
      {"rep", rep},       {"reverse", reverse}, {"sub", sub},
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

}  // namespace moonstain
