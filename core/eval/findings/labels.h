#pragma once

#include <string>
#include <string_view>

namespace moonstain {

/// A name as people read it: '_' becomes ' ', "ridge_features" is "ridge
/// features".
std::string label_of(std::string_view name);

/// In the place of a unit: what was held out, if anything, nobody has said.
inline constexpr std::string_view kUnknownUnit = "unknown";

/// "patient held out"; of the unknown unit "what was held out is not known".
std::string held_out_words(std::string_view unit);

}  // namespace moonstain
