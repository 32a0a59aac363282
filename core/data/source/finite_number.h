#pragma once

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace moonstain {

/// A text that is a finite number, and nothing else.
inline std::optional<double> finite_number(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

}  // namespace moonstain
