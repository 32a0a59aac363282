#include "core/engine/step/option_decl.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/base/error.h"
#include "core/base/number_text.h"

namespace moonstain {

namespace {

std::string found_and(std::string_view step, const OptionDecl& option,
                      const Json& value) {
  return concat(step, ": option '", option.name, "' is ", canonical_json(value),
                "; expected ");
}

// "100,000" and not "1e+05", as concat has it.
std::string written(double value) {
  constexpr double kLong = 1e5, kMost = 1e15;
  const bool grows = std::abs(value) >= kLong && std::abs(value) < kMost;
  return grows && std::trunc(value) == value
             ? grouped(static_cast<std::int64_t>(value))
             : concat(value);
}

std::string with_unit(double value, const OptionDecl& option) {
  return concat(written(value), option.unit.empty() ? "" : " ", option.unit);
}

void check_range(std::string_view step, const OptionDecl& option,
                 const Json& whole, double value) {
  const bool low = option.least && !(value >= *option.least);
  const bool high = option.most && !(value <= *option.most);
  if (!low && !high) return;
  if (option.least && option.most) {
    fail(found_and(step, option, whole), written(*option.least), " to ",
         with_unit(*option.most, option));
  }
  fail(found_and(step, option, whole), low ? "at least " : "at most ",
       with_unit(low ? *option.least : *option.most, option));
}

// 2^53: beyond it not every integer is a double.
constexpr double kExactIntegers = 9007199254740992.0;

Json checked_integer(std::string_view step, const OptionDecl& option,
                     const Json& value) {
  std::int64_t number = 0;
  if (value.is_number_float()) {
    const double real = value.get<double>();
    check(std::trunc(real) == real && std::abs(real) <= kExactIntegers,
          found_and(step, option, value), "an integer");
    number = static_cast<std::int64_t>(real);
  } else {
    check(value.is_number_integer() &&
              !(value.is_number_unsigned() &&
                value.get<std::uint64_t>() >
                    static_cast<std::uint64_t>(
                        std::numeric_limits<std::int64_t>::max())),
          found_and(step, option, value), "an integer");
    number = value.get<std::int64_t>();
  }
  check_range(step, option, value, static_cast<double>(number));
  return number;
}

double checked_number(std::string_view step, const OptionDecl& option,
                      const Json& whole, const Json& value,
                      std::string_view expected) {
  check(value.is_number() && std::isfinite(value.get<double>()),
        found_and(step, option, whole), expected);
  const double number = value.get<double>();
  check_range(step, option, whole, number);
  return number;
}

std::string quoted_list(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += canonical_json(words[i]);
  }
  return out;
}

}  // namespace

Json checked_option(std::string_view step, const OptionDecl& option,
                    const Json& value) {
  // Lua's empty table may be read as an object.
  const bool list = value.is_array() || (value.is_object() && value.empty());
  switch (option.type) {
    case OptionType::integer:
      return checked_integer(step, option, value);
    case OptionType::number:
      return checked_number(step, option, value, value, "a number");
    case OptionType::text:
      check(value.is_string(), found_and(step, option, value), "a text");
      return value;
    case OptionType::flag:
      check(value.is_boolean(), found_and(step, option, value),
            "true or false");
      return value;
    case OptionType::choice:
      check(value.is_string() &&
                std::count(option.choices.begin(), option.choices.end(),
                           value.get_ref<const std::string&>()) == 1,
            found_and(step, option, value), quoted_list(option.choices));
      return value;
    case OptionType::texts:
      check(list && std::all_of(value.begin(), value.end(),
                                [](const Json& e) { return e.is_string(); }),
            found_and(step, option, value), "a list of texts");
      return value.is_array() ? value : Json::array();
    case OptionType::numbers: {
      check(list, found_and(step, option, value), "a list of numbers");
      Json numbers = Json::array();
      for (const Json& element : value) {
        numbers.push_back(
            checked_number(step, option, value, element, "a list of numbers"));
      }
      return numbers;
    }
  }
  fail(step, ": option '", option.name, "' is of no known type");
}

}  // namespace moonstain
