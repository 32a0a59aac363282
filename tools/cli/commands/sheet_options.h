#pragma once

#include <string_view>

namespace moonstain {

/// Whether a call that names a manifest may leave this option out: what the
/// sample sheet knows of a section (call_for_row of
/// bindings/lua/recipe/prelude.lua).
bool is_of_sheet(std::string_view option);

}  // namespace moonstain
