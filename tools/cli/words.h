#pragma once

#include <cstdint>
#include <string>

namespace moonstain {

/// Columns that a text for people takes at most.
inline constexpr std::size_t kWidestText = 100;

/// "0.4 s", "32 s", "5 min", "2 h 10 min".
std::string duration_words(double seconds);
/// "3.2 MB".
std::string size_words(std::uint64_t bytes);
/// `text` padded to `width` columns, or cut with "..." to it.
std::string padded(const std::string& text, std::size_t width);
std::string right_aligned(const std::string& text, std::size_t width);

}  // namespace moonstain
