#pragma once

#include <string_view>

namespace moonstain {

/// The text of prelude.lua, prelude_splits.lua and prelude_knobs.lua, which are
/// compiled in.
std::string_view prelude_text();

}  // namespace moonstain
