#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace moonstain::lua {

/// One match of a Lua pattern in a text.
struct PatternMatch {
  struct Capture {
    std::size_t begin = 0;
    std::size_t length = 0;
    bool position = false;  ///< "()": only where it is
  };
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<Capture> captures;
};

/// The first match of a Lua 5.1 pattern at or after `from`.
///
/// Lua's own matcher has no bound: a few dozen characters can keep it busy for
/// years. This one asks `spend` for every step it takes, so the recipe's
/// instruction budget covers patterns too, and refuses to nest deeper than 200.
///
/// @param spend  called with the number of steps; leaves when they are used up
/// @throws Error on a malformed pattern, in Lua's words
///
/// Source: the pattern language of the Lua 5.1 reference manual, section
/// 5.4.1, after lstrlib.c (Roberto Ierusalimschy, MIT licence).
std::optional<PatternMatch> match_pattern(
    std::string_view text, std::string_view pattern, std::size_t from,
    const std::function<void(std::size_t)>& spend);

}  // namespace moonstain::lua
