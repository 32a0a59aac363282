#pragma once

#include "core/base/json.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

/// A member of a model's configuration that is one of a kind's words.
/// @throws Error "WHERE: NAME is 'x', expected a, b"
template <typename Kind>
Kind word_member(const Json& config, const char* name, const char* where) {
  return known_kind<Kind>(text_member(config, name, where), name, where);
}

}  // namespace moonstain
