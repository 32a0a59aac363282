#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

enum class OptionType { integer, number, text, flag, choice, texts, numbers };

template <>
struct KindWords<OptionType> {
  static constexpr std::string_view kAll[] = {
      "integer", "number", "text", "flag", "choice", "texts", "numbers"};
};

/// The numbers that an option may be; no end where none is given.
struct Range {
  std::optional<double> least{};
  std::optional<double> most{};
};

struct OptionDecl {
  std::string name;
  OptionType type = OptionType::text;
  Json default_value;  ///< null: the option must be given
  std::string sentence;
  std::string unit{};
  std::vector<std::string> choices{};
  std::optional<double> least{};
  std::optional<double> most{};
};

/// A value of the option in the type it is declared with: a double without a
/// fraction becomes an integer where one is declared, an integer becomes a
/// double where a number is declared.
///
/// @param step   its name, for errors
/// @throws Error "patches: option 'size_px' is \"big\"; expected an integer",
///               "patches: option 'size_px' is 0; expected at least 1 px",
///               "patches: option 'edge' is \"clip\"; expected \"refuse\" or
///               \"drop\""
Json checked_option(std::string_view step, const OptionDecl& option,
                    const Json& value);

}  // namespace moonstain
