#pragma once

#include <string>
#include <string_view>

namespace moonstain {

/// A name as people read it: '_' becomes ' ', "ridge_features" is "ridge
/// features".
std::string label_of(std::string_view name);

/// In the place of a unit: what was held out, if anything, nobody has said.
inline constexpr std::string_view kUnknownUnit = "unknown";

/// In the place of a unit: what is scored was learned from, so that nothing was
/// held out.
inline constexpr std::string_view kNoUnit = "none";

/// Whether it is a unit that was held out, and neither of these.
bool is_held_out(std::string_view unit);

/// "patient held out"; of the unknown unit "what was held out is not known", of
/// none "not held out".
std::string held_out_words(std::string_view unit);

}  // namespace moonstain
