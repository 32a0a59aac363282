#include "core/base/number_text.h"

#include <charconv>
#include <cmath>

namespace moonstain {

std::string fixed(double value, int places) {
  if (std::isnan(value)) {
    return "undefined";
  }
  char digits[400];
  const auto end = std::to_chars(digits, digits + sizeof digits, value,
                                 std::chars_format::fixed, places)
                       .ptr;
  std::string text(digits, end);
  if (text.front() == '-' &&
      text.find_first_not_of("-0.") == std::string::npos) {
    text.erase(0, 1);
  }
  return text;
}

std::string signed_fixed(double value, int places) {
  std::string text = fixed(value, places);
  const bool zero = text.find_first_not_of("0.") == std::string::npos;
  return value > 0 && !zero ? "+" + text : text;
}

int places_apart(double a, double b, int least) {
  constexpr int kMost = 12;
  if (std::isnan(a) || std::isnan(b) || a == b) return least;
  for (int places = least; places <= kMost; ++places) {
    if (fixed(a, places) != fixed(b, places)) return places;
  }
  return least;
}

std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

}  // namespace moonstain
