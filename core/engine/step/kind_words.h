#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {

/// The words for the values of an enum, in their order, as catalogs, recipes
/// and plans have them. They stand beside the enum, or, where the words are
/// those of an option (step_kind.h) alone, beside its step:
///
///     template <>
///     struct KindWords<Edge> {
///       static constexpr std::string_view kAll[] = {"black", "refuse"};
///     };
template <typename Kind>
struct KindWords;

template <typename Kind>
std::string_view word_of(Kind kind) {
  return KindWords<Kind>::kAll[static_cast<std::size_t>(kind)];
}

template <typename Kind>
std::vector<std::string> all_words() {
  return {std::begin(KindWords<Kind>::kAll), std::end(KindWords<Kind>::kAll)};
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

/// The value that a stored word is for. @throws Error "WHERE: NAME is 'x',
/// expected 'exact', 'libm' or 'torch'"
template <typename Kind>
Kind known_kind(std::string_view word, std::string_view name,
                std::string_view where) {
  const std::optional<Kind> kind = kind_of<Kind>(word);
  if (!kind) {
    fail(where, ": ", name, " is '", word, "', expected ", known_words<Kind>());
  }
  return *kind;
}

}  // namespace moonstain
