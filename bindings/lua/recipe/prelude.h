#pragma once

#include <string_view>

namespace moonstain::lua {

/// The text of the prelude*.lua files as one chunk, in the order of BUILD;
/// compiled in.
std::string_view prelude_text();

}  // namespace moonstain::lua
