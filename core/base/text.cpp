#include "core/base/text.h"

#include <algorithm>
#include <cstdint>

#include "core/base/utf8.h"

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

/// Code points from the first to the last.
struct Range {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

constexpr Range kInvisible[] = {
    {0x00AD, 0x00AD},    // soft hyphen
    {0x034F, 0x034F},    // combining grapheme joiner
    {0x0600, 0x0605},    // Arabic number signs: formats of what follows
    {0x061C, 0x061C},    // Arabic letter mark: turns the direction
    {0x06DD, 0x06DD},    // Arabic end of ayah
    {0x070F, 0x070F},    // Syriac abbreviation mark
    {0x115F, 0x1160},    // Hangul fillers
    {0x17B4, 0x17B5},    // Khmer inherent vowels
    {0x180B, 0x180F},    // Mongolian selectors and vowel separator
    {0x200B, 0x200F},    // spaces of no width, joiners, marks of direction
    {0x2028, 0x202E},    // line separators; the direction's turns
    {0x2060, 0x206F},    // word joiner; isolates, which turn; old formats
    {0x3164, 0x3164},    // Hangul filler
    {0xFDD0, 0xFDEF},    // never characters
    {0xFE00, 0xFE0F},    // variation selectors
    {0xFEFF, 0xFEFF},    // byte order mark
    {0xFFA0, 0xFFA0},    // Hangul filler
    {0xFFF0, 0xFFFB},    // unassigned and interlinear marks
    {0x110BD, 0x110BD},  // Kaithi number sign
    {0x13430, 0x1345F},  // formats of hieroglyphs
    {0x1BCA0, 0x1BCA3},  // formats of shorthand
    {0x1D173, 0x1D17A},  // formats of music
    {0xE0000, 0xE0FFF},  // tags and variation selectors
};

constexpr Range kCombining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F},
    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F},
};

constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
    {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD},
};

template <std::size_t Count>
bool is_in(std::uint32_t code, const Range (&ranges)[Count]) {
  if (code < ranges[0].first) return false;
  for (const Range& range : ranges) {
    if (code <= range.last) return code >= range.first;
  }
  return false;
}

std::size_t columns_of(std::uint32_t code) {
  return is_in(code, kCombining) ? 0 : is_in(code, kWide) ? 2 : 1;
}

}  // namespace

std::string safe_name(std::string_view text, std::string_view kept) {
  std::string name(text);
  for (char& c : name) {
    const bool stays = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                       (c >= 'A' && c <= 'Z') ||
                       kept.find(c) != std::string_view::npos;
    if (!stays) c = '_';
  }
  return name;
}

std::vector<std::string> names_seen(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (const std::string& name : names) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    const bool hidden =
        !name.empty() && (blank(name.front()) || blank(name.back()));
    out.push_back(hidden ? concat("'", name, "'") : name);
  }
  return out;
}

std::string nearest_name(std::string_view wanted,
                         const std::vector<std::string>& names) {
  if (wanted.size() > 200) return "";  // a text, no misspelt name
  if (wanted.empty()) return "";       // any name begins with it
  const std::string key = spelling_key(wanted);
  std::string nearest;
  std::size_t nearest_distance =
      std::max<std::size_t>(1, wanted.size() / 3) + 1;
  for (const std::string& name : names) {
    // A name that begins with what was asked for is meant more often than its
    // length tells: "size" for "size_px".
    std::size_t distance = edit_distance(wanted, name);
    if (name.starts_with(wanted) || wanted.starts_with(name)) distance = 1;
    // "gapdh" is GAPDH, though no letter is the same.
    if (spelling_key(name) == key) distance = 0;
    if (distance < nearest_distance) {
      nearest_distance = distance;
      nearest = name;
    }
  }
  return nearest;
}

std::string spelling_key(std::string_view name) {
  std::string out;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool parts = c == ' ' || c == '-' || c == '_';
    if (!parts) {
      out += c;
    } else if (out.empty() || out.back() != '_') {
      out += '_';
    }
  }
  return out;
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

bool is_shown(std::uint32_t code) {
  if (code < 0x7F) return code >= ' ' || code == '\n' || code == '\t';
  if (code < 0xA0) return false;  // C1 controls move a terminal's cursor
  const bool never = (code & 0xFFFEU) == 0xFFFEU;
  return !never && !is_in(code, kInvisible);
}

std::size_t printable_length(std::string_view text) {
  const Character first = first_character(text);
  return first.bytes > 0 && is_shown(first.code) ? first.bytes : 0;
}

std::string printable(std::string_view text, std::size_t most_bytes) {
  std::string result;
  result.reserve(std::min(text.size(), most_bytes));
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

std::string printable_in_line(std::string_view text, std::size_t most_bytes) {
  std::string clean = printable(text, most_bytes);
  std::replace(clean.begin(), clean.end(), '\n', '?');
  std::replace(clean.begin(), clean.end(), '\t', '?');
  return clean;
}

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character next = first_character(text);
    columns += next.bytes == 0 ? 1 : columns_of(next.code);
    text.remove_prefix(std::max<std::size_t>(next.bytes, 1));
  }
  return columns;
}

std::string cut_to_width(std::string_view text, std::size_t columns) {
  std::size_t taken = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const Character next = first_character(text.substr(end));
    taken += next.bytes == 0 ? 1 : columns_of(next.code);
    if (taken > columns) break;
    end += std::max<std::size_t>(next.bytes, 1);
  }
  return std::string(text.substr(0, end));
}

bool is_plain(std::string_view text, std::size_t most_bytes) {
  return text.size() <= most_bytes && printable(text, most_bytes) == text;
}

}  // namespace moonstain
