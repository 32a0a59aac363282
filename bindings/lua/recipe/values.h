#pragma once

#include <lua.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"

namespace moonstain::lua {

/// What a recipe may hand over in one call.
inline constexpr std::size_t kMostKeyBytes = 4096;
inline constexpr std::size_t kMostTextBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMostOptionBytes = std::size_t{4} << 20;

/// Plain data of Lua as JSON: numbers without a fraction below 2^53 are
/// integers, tables are lists, or objects where all keys are text. An empty
/// table is an empty list.
///
/// @param what  named in errors: "option 'size_px'"
/// @throws Error on NaN and infinities, text that is not UTF-8, a table with
///               holes or mixed keys, tables in more than 8 levels, functions,
///               values of the plan, more than `kMostOptionBytes`
Json json_of(lua_State* L, int index, std::string_view what);

/// @throws Error unless the value is a list of texts
std::vector<std::string> texts_of(lua_State* L, int index,
                                  std::string_view what);

/// @throws Error unless the value is text, at most `most_bytes` of UTF-8
///               without a zero byte
std::string utf8_of(lua_State* L, int index, std::string_view what,
                    std::size_t most_bytes = kMostTextBytes);

/// Number of entries of a list. @throws Error on a table that is none
std::size_t list_size(lua_State* L, int index, std::string_view what);

/// The keys of a table that are texts, sorted: Lua's own order differs from run
/// to run. `index` counts from the bottom of the stack.
std::vector<std::string> text_keys(lua_State* L, int index);

/// "text", "a number", "a table", "nothing".
std::string described(lua_State* L, int index);

/// A value as it would be typed: "text" in quotes, 5, true, { ... }.
std::string shown(lua_State* L, int index);

}  // namespace moonstain::lua
