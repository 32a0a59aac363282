// Part of string_functions.h: string.format, with bounded widths.
#include <cstdio>
#include <string>
#include <string_view>

#include "bindings/lua/sandbox/pattern.h"
#include "bindings/lua/sandbox/safe_library.h"
#include "bindings/lua/sandbox/sandbox.h"
#include "bindings/lua/sandbox/string_functions.h"
#include "core/base/error.h"

namespace moonstain::lua {

namespace {

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

}  // namespace

int string_format(lua_State* L) {
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
    push_counted(L, result);
    return 1;
  });
}

}  // namespace moonstain::lua
