#pragma once

#include <string>
#include <string_view>

namespace moonstain {

/// Each byte that is not UTF-8, each control character but line feed and tab,
/// and each character that turns the direction of writing replaced by '?';
/// what is longer than `most_bytes` is cut between characters and ends in
/// "...". For what a recipe, a worker or another program says before it goes to
/// a terminal.
std::string printable(std::string_view text, std::size_t most_bytes = 4096);

/// Whether `printable` leaves the text as it is.
bool is_plain(std::string_view text, std::size_t most_bytes);

}  // namespace moonstain
