#include "bindings/lua/sandbox/string_functions.h"

#include "bindings/lua/sandbox/sandbox.h"
#include "core/base/error.h"

namespace moonstain::lua {

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

void push_counted(lua_State* L, std::string_view text) {
  spend_bytes(L, text.size());
  lua_pushlstring(L, text.data(), text.size());
}

std::function<void(std::size_t)> spender(lua_State* L) {
  Sandbox& sandbox = Sandbox::of(L);
  // A step of the matcher takes about as long as two instructions.
  return [&sandbox](std::size_t steps) { sandbox.spend(steps * 2); };
}

}  // namespace moonstain::lua
