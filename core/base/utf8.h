#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace moonstain {

/// A character of UTF-8.
struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 0;  ///< 0: the text begins with what is no UTF-8
};
/// The character at the front of `text`, which is not empty. No overlong forms,
/// no surrogates, nothing above U+10FFFF.
///
/// Source: The Unicode Standard, table 3-7.
Character first_character(std::string_view text);

/// Bytes at the front of `text` that are characters of UTF-8: all of them where
/// the text is.
std::size_t utf8_bytes(std::string_view text);

inline bool is_utf8(std::string_view text) {
  return utf8_bytes(text) == text.size();
}

/// Appends a character, at most U+10FFFF, in UTF-8.
void append_utf8(std::string& out, std::uint32_t code);

}  // namespace moonstain
