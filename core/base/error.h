#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/text.h"

namespace moonstain {

/// The one exception type. Its text says where, what was found, what was
/// expected and, if known, what to do; a caller that knows more puts its own
/// part in front (`with_context`).
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws an Error of the parts.
template <typename... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  throw Error(concat(parts...));
}

/// Throws an Error of the parts unless `condition` holds. The parts are
/// evaluated in any case: keep them cheap.
template <typename... Parts>
void check(bool condition, const Parts&... parts) {
  if (!condition) [[unlikely]] {
    fail(parts...);
  }
}

/// Runs `body`; an Error from it leaves with "`where`: " in front.
template <typename Body>
decltype(auto) with_context(std::string_view where, Body&& body) {
  try {
    return std::forward<Body>(body)();
  } catch (const Error& e) {
    throw Error(concat(where, ": ", e.what()));
  }
}

}  // namespace moonstain
