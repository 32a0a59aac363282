#include "tools/cli/option_checks.h"

#include <charconv>
#include <system_error>
#include <utility>

#include "core/base/text.h"

namespace moonstain {

namespace {

template <typename Number>
CLI::Validator checked(Number least, Number most, std::string what) {
  CLI::Validator check;
  check.operation([=](std::string& text) {
    Number value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    // Comparisons with NaN are false.
    const bool good =
        error == std::errc() && stop == end && value >= least && value <= most;
    return good ? std::string() : concat("'", text, "'; expected ", what);
  });
  return check;
}

}  // namespace

CLI::Validator number_from(double least, double most, std::string what) {
  return checked(least, most, std::move(what));
}

CLI::Validator whole_number_from(std::int64_t least, std::int64_t most,
                                 std::string what) {
  return checked(least, most, std::move(what));
}

CLI::Validator not_empty(std::string of) {
  CLI::Validator check;
  check.operation([of = std::move(of)](std::string& text) {
    return text.empty() ? concat("is empty; expected a value, or no ", of)
                        : std::string();
  });
  return check;
}

}  // namespace moonstain
