#pragma once

#include <string_view>

namespace moonstain::lua {

/// The text of prelude.lua, prelude_splits.lua, prelude_units.lua,
/// prelude_program.lua, prelude_knobs.lua and prelude_aliases.lua, which are
/// compiled in.
std::string_view prelude_text();

}  // namespace moonstain::lua
