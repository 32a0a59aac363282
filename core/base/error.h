#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace moonstain {

/// The one exception type. Its text says where, what was found, what was
/// expected and, if known, what to do; a caller that knows more puts its own
/// part in front (`with_context`).
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace internal {

inline void append(std::string& out, std::string_view part) { out += part; }

/// Numbers are written without a locale, in the shortest form that reads back
/// to the same value.
template <typename Value>
  requires std::is_arithmetic_v<Value>
void append(std::string& out, Value part) {
  if constexpr (std::same_as<Value, bool>) {
    out += part ? "true" : "false";
  } else if constexpr (std::same_as<Value, char>) {
    out += part;
  } else {
    char digits[64];
    const auto end = std::to_chars(digits, digits + sizeof digits, part).ptr;
    out.append(digits, end);
  }
}

}  // namespace internal

/// The parts one after the other: text as it is, numbers in shortest form.
template <typename... Parts>
std::string concat(const Parts&... parts) {
  std::string out;
  (internal::append(out, parts), ...);
  return out;
}

/// "a, b, c" of a range of texts or numbers; of a longer one than `most`,
/// "a, b, c and 5 more".
template <typename Range>
std::string listed(const Range& parts, std::size_t most = SIZE_MAX) {
  std::string out;
  std::size_t count = 0;
  for (const auto& part : parts) {
    if (++count > most) continue;
    if (count > 1) out += ", ";
    internal::append(out, part);
  }
  if (count > most) out += concat(" and ", count - most, " more");
  return out;
}

/// "007" of 7 in three digits; a number that has more stands as it is.
inline std::string zero_padded(std::uint64_t number, std::size_t digits) {
  std::string text = concat(number);
  if (text.size() < digits) text.insert(0, digits - text.size(), '0');
  return text;
}

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
