#include "core/base/text.h"

#include <algorithm>
#include <cstdint>

namespace moonstain {

namespace {

/// Insertions, deletions, replacements and swaps of neighbours (optimal string
/// alignment) between two names.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1,
                         last[j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last = last;
    last = row;
  }
  return last[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view wanted,
                         const std::vector<std::string>& names) {
  if (wanted.size() > 200) return "";  // a text, no misspelt name
  std::string nearest;
  std::size_t nearest_distance =
      std::max<std::size_t>(1, wanted.size() / 3) + 1;
  for (const std::string& name : names) {
    // A name that begins with what was asked for is meant more often than its
    // length tells: "size" for "size_px".
    std::size_t distance = edit_distance(wanted, name);
    if (name.starts_with(wanted) || wanted.starts_with(name)) distance = 1;
    if (distance < nearest_distance) {
      nearest_distance = distance;
      nearest = name;
    }
  }
  return nearest;
}

std::string did_you_mean(std::string_view wanted,
                         const std::vector<std::string>& names,
                         std::string_view otherwise) {
  const std::string near = nearest_name(wanted, names);
  return near.empty() ? std::string(otherwise)
                      : concat("; did you mean '", near, "'?");
}

std::string name_hint(std::string_view wanted,
                      const std::vector<std::string>& names) {
  return did_you_mean(wanted, names,
                      names.empty() ? "; there are none"
                                    : concat("; there are ", listed(names)));
}

std::size_t printable_length(std::string_view text) {
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

std::string printable(std::string_view text, std::size_t most_bytes) {
  std::string result;
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t length = printable_length(text.substr(i));
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
