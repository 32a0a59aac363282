#include "bindings/lua/sandbox/pattern.h"

#include <algorithm>
#include <cctype>

#include "core/base/error.h"

namespace moonstain::lua {

namespace {

constexpr char kEscape = '%';
constexpr std::size_t kMostCaptures = 32;
constexpr int kMostDepth = 200;
constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr std::size_t kOpen = static_cast<std::size_t>(-1);
constexpr std::size_t kPosition = static_cast<std::size_t>(-2);

// Character classes by ASCII, whatever the locale.
bool in_class(unsigned char c, unsigned char name) {
  const bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  const bool digit = c >= '0' && c <= '9';
  const bool graph = c > 32 && c < 127;
  bool result = false;
  switch (std::tolower(name)) {
    case 'a':
      result = alpha;
      break;
    case 'c':
      result = c < 32 || c == 127;
      break;
    case 'd':
      result = digit;
      break;
    case 'l':
      result = c >= 'a' && c <= 'z';
      break;
    case 'p':
      result = graph && !alpha && !digit;
      break;
    case 's':
      result = c == ' ' || (c >= 9 && c <= 13);
      break;
    case 'u':
      result = c >= 'A' && c <= 'Z';
      break;
    case 'w':
      result = alpha || digit;
      break;
    case 'x':
      result = digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      break;
    case 'z':
      result = c == 0;
      break;
    default:
      return name == c;
  }
  return (name >= 'A' && name <= 'Z') ? !result : result;
}

class Matcher {
 public:
  Matcher(std::string_view text, std::string_view pattern,
          const std::function<void(std::size_t)>& spend)
      : text_(text), pattern_(pattern), spend_(spend) {}

  std::size_t match_at(std::size_t begin, std::size_t pattern_begin) {
    captures_.clear();
    depth_ = 0;
    return match(begin, pattern_begin);
  }

  std::vector<PatternMatch::Capture> captures() const {
    std::vector<PatternMatch::Capture> list;
    for (const Capture& capture : captures_) {
      check(capture.length != kOpen, "unfinished capture");
      const bool position = capture.length == kPosition;
      list.push_back({capture.begin, position ? 0 : capture.length, position});
    }
    return list;
  }

 private:
  struct Capture {
    std::size_t begin;
    std::size_t length;
  };

  unsigned char at(std::size_t i) const {
    return static_cast<unsigned char>(text_[i]);
  }
  unsigned char pat(std::size_t i) const {
    return static_cast<unsigned char>(pattern_[i]);
  }

  std::size_t class_end(std::size_t p) const {
    check(p < pattern_.size(), "malformed pattern (ends with '%')");
    if (pat(p) == kEscape) {
      check(p + 1 < pattern_.size(), "malformed pattern (ends with '%')");
      return p + 2;
    }
    if (pat(p) != '[') return p + 1;
    const std::size_t begin = p;
    ++p;
    if (p < pattern_.size() && pat(p) == '^') ++p;
    do {
      check(p < pattern_.size(), "malformed pattern (missing ']')");
      if (pat(p++) == kEscape) ++p;
    } while (p >= pattern_.size() || pat(p) != ']');
    spend_((p - begin) / 2);
    return p + 1;
  }

  bool in_set(unsigned char c, std::size_t p, std::size_t last) const {
    bool inside = true;
    if (pat(p + 1) == '^') {
      inside = false;
      ++p;
    }
    while (++p < last) {
      if (pat(p) == kEscape) {
        if (in_class(c, pat(++p))) return inside;
      } else if (p + 2 < last && pat(p + 1) == '-') {
        if (pat(p) <= c && c <= pat(p + 2)) return inside;
        p += 2;
      } else if (pat(p) == c) {
        return inside;
      }
    }
    return !inside;
  }

  bool single(std::size_t s, std::size_t p, std::size_t end) const {
    if (s >= text_.size()) return false;
    switch (pat(p)) {
      case '.':
        return true;
      case kEscape:
        return in_class(at(s), pat(p + 1));
      case '[':
        spend_((end - p) / 2);
        return in_set(at(s), p, end - 1);
      default:
        return pat(p) == at(s);
    }
  }

  std::size_t balance(std::size_t s, std::size_t p) const {
    check(p + 1 < pattern_.size(), "unbalanced pattern");
    if (s >= text_.size() || at(s) != pat(p)) return kNone;
    int depth = 1;
    for (std::size_t i = s + 1; i < text_.size(); ++i) {
      spend_(1);
      if (at(i) == pat(p + 1)) {
        if (--depth == 0) return i + 1;
      } else if (at(i) == pat(p)) {
        ++depth;
      }
    }
    return kNone;
  }

  std::size_t longest(std::size_t s, std::size_t p, std::size_t end) {
    std::size_t count = 0;
    while (single(s + count, p, end)) {
      spend_(1);
      ++count;
    }
    for (;; --count) {
      const std::size_t result = match(s + count, end + 1);
      if (result != kNone || count == 0) return result;
    }
  }

  std::size_t shortest(std::size_t s, std::size_t p, std::size_t end) {
    for (;; ++s) {
      const std::size_t result = match(s, end + 1);
      if (result != kNone) return result;
      if (!single(s, p, end)) return kNone;
    }
  }

  std::size_t start_capture(std::size_t s, std::size_t p, std::size_t what) {
    check(captures_.size() < kMostCaptures, "too many captures");
    captures_.push_back({s, what});
    const std::size_t result = match(s, p);
    if (result == kNone) captures_.pop_back();
    return result;
  }

  std::size_t end_capture(std::size_t s, std::size_t p) {
    std::size_t open = captures_.size();
    while (open > 0 && captures_[open - 1].length != kOpen) --open;
    check(open > 0, "invalid pattern capture");
    captures_[open - 1].length = s - captures_[open - 1].begin;
    const std::size_t result = match(s, p);
    if (result == kNone) captures_[open - 1].length = kOpen;
    return result;
  }

  std::size_t same_as_capture(std::size_t s, unsigned char digit) const {
    const std::size_t index = static_cast<std::size_t>(digit - '1');
    check(digit >= '1' && index < captures_.size() &&
              captures_[index].length != kOpen,
          "invalid capture index");
    const Capture& capture = captures_[index];
    const std::size_t length = capture.length == kPosition ? 0 : capture.length;
    spend_(length);
    return text_.substr(s, length) == text_.substr(capture.begin, length) &&
                   text_.size() - s >= length
               ? s + length
               : kNone;
  }

  std::size_t match(std::size_t s, std::size_t p) {
    check(++depth_ <= kMostDepth, "pattern too complex");
    const std::size_t result = match_here(s, p);
    --depth_;
    return result;
  }

  std::size_t match_here(std::size_t s, std::size_t p) {
    while (true) {
      spend_(1);
      if (p == pattern_.size()) return s;
      switch (pat(p)) {
        case '(':
          if (p + 1 < pattern_.size() && pat(p + 1) == ')') {
            return start_capture(s, p + 2, kPosition);
          }
          return start_capture(s, p + 1, kOpen);
        case ')':
          return end_capture(s, p + 1);
        case '$':
          if (p + 1 == pattern_.size()) {
            return s == text_.size() ? s : kNone;
          }
          break;
        case kEscape:
          if (p + 1 < pattern_.size() && pat(p + 1) == 'b') {
            s = balance(s, p + 2);
            if (s == kNone) return kNone;
            p += 4;
            continue;
          }
          if (p + 1 < pattern_.size() && pat(p + 1) == 'f') {
            p += 2;
            check(p < pattern_.size() && pat(p) == '[',
                  "missing '[' after '%f' in pattern");
            const std::size_t end = class_end(p);
            const unsigned char before = s == 0 ? 0 : at(s - 1);
            const unsigned char here = s < text_.size() ? at(s) : 0;
            if (in_set(before, p, end - 1) || !in_set(here, p, end - 1)) {
              return kNone;
            }
            p = end;
            continue;
          }
          if (p + 1 < pattern_.size() && pat(p + 1) >= '0' &&
              pat(p + 1) <= '9') {
            s = same_as_capture(s, pat(p + 1));
            if (s == kNone) return kNone;
            p += 2;
            continue;
          }
          break;
        default:
          break;
      }
      const std::size_t end = class_end(p);
      const bool here = single(s, p, end);
      const unsigned char repeat = end < pattern_.size() ? pat(end) : 0;
      if (repeat == '?') {
        if (here) {
          const std::size_t result = match(s + 1, end + 1);
          if (result != kNone) return result;
        }
        p = end + 1;
        continue;
      }
      if (repeat == '*') return longest(s, p, end);
      if (repeat == '+') return here ? longest(s + 1, p, end) : kNone;
      if (repeat == '-') return shortest(s, p, end);
      if (!here) return kNone;
      ++s;
      p = end;
    }
  }

  std::string_view text_;
  std::string_view pattern_;
  const std::function<void(std::size_t)>& spend_;
  std::vector<Capture> captures_;
  int depth_ = 0;
};

}  // namespace

std::optional<PatternMatch> match_pattern(
    std::string_view text, std::string_view pattern, std::size_t from,
    const std::function<void(std::size_t)>& spend) {
  const bool anchored = !pattern.empty() && pattern.front() == '^';
  Matcher matcher(text, pattern, spend);
  for (std::size_t begin = from; begin <= text.size(); ++begin) {
    const std::size_t end = matcher.match_at(begin, anchored ? 1 : 0);
    if (end != kNone) return PatternMatch{begin, end, matcher.captures()};
    if (anchored) break;
  }
  return std::nullopt;
}

}  // namespace moonstain::lua
