#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

/// A member of a model's configuration that is one of a kind's words.
/// @throws Error "WHERE: NAME is 'x', expected a, b"
template <typename Kind>
Kind word_member(const Json& config, const char* name, const char* where) {
  const std::string word = text_member(config, name, where);
  const std::optional<Kind> kind = kind_of<Kind>(word);
  check(kind.has_value(), where, ": ", name, " is '", word, "', expected ",
        known_words<Kind>());
  return *kind;
}

}  // namespace moonstain
