#pragma once

#include <string_view>
#include <vector>

namespace moonstain {

/// The lines of a text, without their ends "\n"; the last may lack its own.
/// They are parts of `text`.
std::vector<std::string_view> lines_of(std::string_view text);

/// What is left of a line without spaces, tabs and "\r" at both its ends.
std::string_view trimmed(std::string_view line);

}  // namespace moonstain
