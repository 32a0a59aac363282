#include "core/base/printable.h"

#include <algorithm>
#include <cstdint>

namespace moonstain {

namespace {

/// Bytes of the character at the front of `text` (not empty) if a terminal may
/// show it, else 0.
std::size_t plain_length(std::string_view text) {
  const auto at = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned first = at(0);
  if (first < 0x80) {
    const bool plain = first >= 32 ? first != 127 : first == 10 || first == 9;
    return plain ? 1 : 0;
  }
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  std::uint32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t k = 1; k < length; ++k) {
    if ((at(k) & 0xC0U) != 0x80U) return 0;
    code = code << 6 | (at(k) & 0x3FU);
  }
  const bool too_long =
      (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  // C1 controls move a terminal's cursor; the others turn the direction.
  const bool control = code < 0xA0 || (code >= 0x202A && code <= 0x202E) ||
                       (code >= 0x2066 && code <= 0x2069);
  return too_long || surrogate || control || code > 0x10FFFF ? 0 : length;
}

}  // namespace

std::string printable(std::string_view text, std::size_t most_bytes) {
  std::string result;
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t length = plain_length(text.substr(i));
    if (result.size() + std::max<std::size_t>(length, 1) > most_bytes) {
      return result + "...";
    }
    if (length > 0) {
      result += text.substr(i, length);
    } else {
      result += '?';
    }
    i += std::max<std::size_t>(length, 1);
  }
  return result;
}

bool is_plain(std::string_view text, std::size_t most_bytes) {
  return text.size() <= most_bytes && printable(text, most_bytes) == text;
}

}  // namespace moonstain
