#pragma once

#include <cstdint>
#include <functional>
#include <lua.hpp>
#include <string_view>

namespace moonstain::lua {

/// The safe `string`, left on the stack (string_library.cpp).
void push_string_library(lua_State* L);

/// What its functions share, for string_*.cpp of this folder alone: arguments checked and
/// named in errors, every byte read or made counted against the sandbox's
/// budget.

inline constexpr std::size_t kLongestText = std::size_t{16} << 20;

/// Work per byte is a few machine instructions; one of Lua's takes some ten.
void spend_bytes(lua_State* L, std::size_t bytes);
/// For match_pattern: counts its steps.
std::function<void(std::size_t)> spender(lua_State* L);

/// @throws Error "string.FUNCTION: argument INDEX is nil; expected text"
std::string_view text_argument(lua_State* L, int index, const char* function);
double number_argument(lua_State* L, int index, const char* function);
/// Cut off at 10^15 on either side; `otherwise` where there is none.
std::int64_t integer_argument(lua_State* L, int index, const char* function,
                              std::int64_t otherwise);
void push_counted(lua_State* L, std::string_view text);

// In string_patterns.cpp.
int string_find(lua_State* L);
int string_match(lua_State* L);
int string_gmatch(lua_State* L);
int string_gsub(lua_State* L);
// In string_format.cpp.
int string_format(lua_State* L);

}  // namespace moonstain::lua
