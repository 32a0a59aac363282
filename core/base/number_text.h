#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace moonstain {

/// "0.173", "-0.470", "undefined" for NaN; without a locale.
std::string fixed(double value, int places);
/// The same with a sign: "+0.173", "-0.470", "0.000" for what rounds to it.
std::string signed_fixed(double value, int places);

/// As many places, from `least` on, as `fixed` needs to tell two different
/// numbers apart, so that a sentence does not say that 0.050 lies below 0.050;
/// `least` of equal ones, of NaN, and of such as twelve places show alike.
int places_apart(double a, double b, int least);

/// "1,321,489", "-1,000", "12".
std::string grouped(std::int64_t number);

/// A text that is a whole number, "-3" or "007", and nothing else; nothing for
/// one that Number does not hold.
template <std::integral Number>
std::optional<Number> whole_number(std::string_view text) {
  Number value = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end) return std::nullopt;
  return value;
}

}  // namespace moonstain
