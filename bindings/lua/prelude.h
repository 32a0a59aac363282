#pragma once

#include <string_view>

namespace moonstain {

/// The text of prelude.lua, which is compiled in.
std::string_view prelude_text();

}  // namespace moonstain
