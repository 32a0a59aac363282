#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeindex>
#include <typeinfo>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/step/kind_words.h"
#include "core/engine/step/option_decl.h"

namespace moonstain {

/// What an option is declared as whose values a C++ type holds: bool, whole
/// numbers, double, texts, lists of texts and of doubles, and every enum that
/// has words (kind_words.h).
template <typename Value>
constexpr OptionType option_type() {
  if constexpr (std::same_as<Value, bool>) {
    return OptionType::flag;
  } else if constexpr (std::is_enum_v<Value>) {
    return OptionType::choice;
  } else if constexpr (std::signed_integral<Value>) {
    return OptionType::integer;
  } else if constexpr (std::same_as<Value, double>) {
    return OptionType::number;
  } else if constexpr (std::same_as<Value, std::string>) {
    return OptionType::text;
  } else if constexpr (std::same_as<Value, std::vector<std::string>>) {
    return OptionType::texts;
  } else {
    static_assert(std::same_as<Value, std::vector<double>>,
                  "no option has values of this type");
    return OptionType::numbers;
  }
}

template <typename Value>
Json to_option(const Value& value) {
  if constexpr (std::is_enum_v<Value>) {
    return word_of(value);
  } else {
    return value;
  }
}

/// @param json   of the declared type
/// @throws Error on a word that the enum has not, and on a whole number that
///               does not fit
template <typename Value>
Value from_option(const Json& json) {
  if constexpr (std::is_enum_v<Value>) {
    const auto& word = json.get_ref<const std::string&>();
    const auto kind = kind_of<Value>(word);
    check(kind.has_value(), "'", word, "' is none of ", known_words<Value>());
    return *kind;
  } else if constexpr (option_type<Value>() == OptionType::integer) {
    const auto whole = json.get<std::int64_t>();
    check(std::in_range<Value>(whole), whole, " does not fit");
    return static_cast<Value>(whole);
  } else {
    return json.get<Value>();
  }
}

/// An option as a member of a struct.
struct BoundOption {
  std::string name;
  std::type_index of;  ///< the struct
  /// Sets the member of the struct at `values`.
  std::function<void(void* values, const Json& value)> set;
};

/// A step's options, complete with defaults and already checked.
class Options {
 public:
  /// @param bound   must live as long
  /// @param values  by name; may hold more than the step has bound
  Options(std::string step, const std::vector<BoundOption>& bound, Json values);

  /// A struct of which the step has bound members (`StepKind::option`): those
  /// have the options' values, the others stay as they are by default.
  ///
  /// @throws Error  where the step has bound none, or an option is missing
  template <typename Struct>
  Struct as() const {
    Struct values{};
    set_members(typeid(Struct), &values);
    return values;
  }

  /// All of them, by name; for those that a recipe declares
  /// (program/program_decl.h).
  const Json& values() const { return values_; }

 private:
  void set_members(std::type_index of, void* values) const;

  std::string step_;
  const std::vector<BoundOption>& bound_;
  Json values_;
};

}  // namespace moonstain
