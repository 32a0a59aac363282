#include "core/base/natural_order.h"

#include <algorithm>
#include <cstddef>

namespace moonstain {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// Takes the letters in front, up to the first digit, or the digits in front.
std::string_view take(std::string_view& text, bool digits) {
  const auto end = std::find_if(text.begin(), text.end(), [&](char letter) {
    return is_digit(letter) != digits;
  });
  const auto length = static_cast<std::size_t>(end - text.begin());
  const std::string_view taken = text.substr(0, length);
  text.remove_prefix(length);
  return taken;
}

// Below, at or above 0 as whole numbers compare.
int compare_numbers(std::string_view a, std::string_view b) {
  const auto without_zeros = [](std::string_view digits) {
    return digits.substr(
        std::min(digits.find_first_not_of('0'), digits.size()));
  };
  a = without_zeros(a);
  b = without_zeros(b);
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

}  // namespace

// Both texts are lists: letters, a number, letters, a number. The letters in
// front may be none; a list that ends first stands before.
bool natural_less(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const int letters = take(a, false).compare(take(b, false));
    if (letters != 0) return letters < 0;
    if (a.empty() || b.empty()) break;
    const int numbers = compare_numbers(take(a, true), take(b, true));
    if (numbers != 0) return numbers < 0;
  }
  return a.empty() && !b.empty();
}

}  // namespace moonstain
