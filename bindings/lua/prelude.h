#pragma once

#include <string_view>

namespace moonstain {

/// The text of prelude.lua and prelude_knobs.lua, which are compiled in.
std::string_view prelude_text();

}  // namespace moonstain
