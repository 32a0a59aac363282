#pragma once

#include <lua.hpp>
#include <string>

namespace moonstain::lua {

/// Puts the whitelisted library into the globals; see Sandbox.
void open_safe_library(lua_State* L);

/// A copy of the globals and of their tables, left on the stack: for Lua of
/// Moonstain's own, which a recipe that replaces `pairs` must not change.
void push_private_globals(lua_State* L);

/// Text of a value as `tostring` gives it: no address, no `__tostring`.
std::string text_of(lua_State* L, int index);

}  // namespace moonstain::lua
