#pragma once

#include <string_view>

namespace moonstain::lua {

/// The text of prelude.lua, prelude_splits.lua, prelude_program.lua and
/// prelude_knobs.lua, which are compiled in.
std::string_view prelude_text();

}  // namespace moonstain::lua
