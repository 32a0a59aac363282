#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace moonstain {

/// Texts put together, and made fit to be read. Errors are made of them
/// (core/base/error.h).

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

/// Names for a list in which all of each is to be seen: one that begins or ends
/// with a blank is quoted, "section, ' patient'".
std::vector<std::string> names_seen(const std::vector<std::string>& names);

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

/// The text as a name in which other programs stumble over nothing: '_' in the
/// place of each byte that is no letter or digit of ASCII and not in `kept`.
std::string safe_name(std::string_view text, std::string_view kept);

/// The nearest of `names` to `wanted` (one spelling, by `spelling_key`, else
/// the least edit distance, at most a third of its length), or empty: for "did
/// you mean".
std::string nearest_name(std::string_view wanted,
                         const std::vector<std::string>& names);

/// "; did you mean 'NAME'?" of the nearest name, `otherwise` where none is
/// near.
std::string did_you_mean(std::string_view wanted,
                         const std::vector<std::string>& names,
                         std::string_view otherwise = "");
/// The same, or all names there are: "; there are a, b", "; there are none".
std::string name_hint(std::string_view wanted,
                      const std::vector<std::string>& names);

/// A text that two spellings of one name have in common: letters of ASCII in
/// lower case, and one '_' for each run of blanks, '-' and '_'. "P 1", "p-1"
/// and "P_1" are one name to who wrote them; "P1" and "P-1" may be two.
std::string spelling_key(std::string_view name);

/// Whether a reader sees this character as what it is, or as a space: no
/// control character but line feed and tab; none that turns the direction of
/// writing; none that is invisible (Unicode's Default_Ignorable_Code_Point,
/// format characters and line separators among them: two names that look alike
/// differ by these); and none that will never be a character.
///
/// Source: Unicode 15, UAX 9 and DerivedCoreProperties.txt; "Trojan Source",
/// Boucher and Anderson 2021, arXiv:2111.00169.
bool is_shown(std::uint32_t code);

/// Each byte that is not UTF-8, and each of a character that is not shown,
/// replaced by '?'; what is longer than `most_bytes` is cut between characters
/// and ends in "...". For what a recipe, a worker, a file or another program
/// says before people read it.
std::string printable(std::string_view text, std::size_t most_bytes = 4096);

/// `printable` as a part of a line: its line feeds and tabs are '?', too.
std::string printable_in_line(std::string_view text,
                              std::size_t most_bytes = SIZE_MAX);

/// Bytes of the character at the front of `text` (not empty); 0 where
/// `printable` would replace its first byte.
std::size_t printable_length(std::string_view text);

/// Columns that a text in one line takes on a terminal: two for a character of
/// East Asian width W or F and for an emoji, none for a combining mark.
///
/// Source: Unicode 15, UAX 11, in ranges of whole blocks.
std::size_t width_of(std::string_view text);

/// The front of `text` that fits into so many columns.
std::string cut_to_width(std::string_view text, std::size_t columns);

/// Whether `printable` leaves the text as it is.
bool is_plain(std::string_view text, std::size_t most_bytes);

}  // namespace moonstain
