#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace moonstain {

/// Text to standard output, as it is.
void print(std::string_view text);

/// Text as lines of their own, out at once; nothing for an empty one.
void say(std::FILE* out, const std::string& text);

}  // namespace moonstain
