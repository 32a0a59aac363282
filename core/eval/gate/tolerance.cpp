#include "core/eval/gate/tolerance.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/error.h"

namespace moonstain::gate {

namespace {

constexpr std::string_view kBetween = " or ";

// "absolute 0.005" into its part; false where it is something else.
bool read_part(std::string_view part, Tolerance& tolerance) {
  const std::size_t space = part.find(' ');
  if (space == std::string_view::npos) return false;
  const std::string_view name = part.substr(0, space);
  double* const amount = name == "absolute"   ? &tolerance.absolute
                         : name == "relative" ? &tolerance.relative
                         : name == "seeds"    ? &tolerance.seeds
                                              : nullptr;
  const std::string_view digits = part.substr(space + 1);
  const char* const end = digits.data() + digits.size();
  double value = 0;
  const auto read = std::from_chars(digits.data(), end, value);
  // A part that is named twice has an amount already.
  if (amount == nullptr || *amount != 0 || read.ec != std::errc() ||
      read.ptr != end || !std::isfinite(value) || value <= 0) {
    return false;
  }
  *amount = value;
  return true;
}

}  // namespace

std::string Tolerance::text() const {
  std::string text;
  const auto add = [&](std::string_view name, double amount) {
    if (amount == 0) return;
    text += concat(text.empty() ? "" : kBetween, name, " ", amount);
  };
  add("absolute", absolute);
  add("relative", relative);
  add("seeds", seeds);
  return text.empty() ? "exact" : text;
}

double Tolerance::allowed(double value, std::optional<double> seed_sd) const {
  return std::max(
      {absolute, relative * std::abs(value), seed_sd ? seeds * *seed_sd : 0.0});
}

Tolerance parse_tolerance(std::string_view text, std::string_view where) {
  Tolerance tolerance;
  if (text == "exact") return tolerance;
  std::string_view rest = text;
  bool good = true;
  while (good) {
    const std::size_t next = rest.find(kBetween);
    good = read_part(rest.substr(0, next), tolerance);
    if (next == std::string_view::npos) break;
    rest.remove_prefix(next + kBetween.size());
  }
  check(good, where, ": is '", text,
        "'; expected exact, or absolute, relative or seeds and a number above "
        "0, with 'or' between them: 'absolute 0.005', 'relative 0.01 or seeds "
        "2'");
  return tolerance;
}

}  // namespace moonstain::gate
