#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

/// The words for what a step declares, in the order of the values: as catalogs,
/// recipes and plans have them.
template <typename Kind>
struct KindWords;

template <>
struct KindWords<Numeric> {
  static constexpr std::string_view kAll[] = {"exact", "libm", "torch"};
};
template <>
struct KindWords<Role> {
  static constexpr std::string_view kAll[] = {"applies", "learns"};
};
template <>
struct KindWords<Learned> {
  static constexpr std::string_view kAll[] = {"label", "selection", "input",
                                              "pretraining"};
};
template <>
struct KindWords<OptionType> {
  static constexpr std::string_view kAll[] = {
      "integer", "number", "text", "flag", "choice", "texts", "numbers"};
};

template <typename Kind>
std::string_view word_of(Kind kind) {
  return KindWords<Kind>::kAll[static_cast<std::size_t>(kind)];
}

/// @return nothing for a word that is none of them
template <typename Kind>
std::optional<Kind> kind_of(std::string_view word) {
  std::size_t value = 0;
  for (const std::string_view known : KindWords<Kind>::kAll) {
    if (known == word) return static_cast<Kind>(value);
    ++value;
  }
  return std::nullopt;
}

/// All words, for errors: "'exact', 'libm' or 'torch'".
template <typename Kind>
std::string known_words() {
  std::string text;
  std::size_t left = std::size(KindWords<Kind>::kAll);
  for (const std::string_view word : KindWords<Kind>::kAll) {
    --left;
    text += concat("'", word, "'", left > 1 ? ", " : left == 1 ? " or " : "");
  }
  return text;
}

}  // namespace moonstain
