#include "tools/cli/words.h"

#include <cmath>
#include <cstdio>

#include "core/base/error.h"

namespace moonstain {

namespace {

std::string fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

}  // namespace

std::string duration_words(double seconds) {
  if (seconds < 0.0995) return concat(fixed(seconds, 2), " s");
  if (seconds < 9.95) return concat(fixed(seconds, 1), " s");
  if (seconds < 99.5) return concat(fixed(seconds, 0), " s");
  const auto minutes = static_cast<std::int64_t>(std::lround(seconds / 60));
  if (minutes < 100) return concat(minutes, " min");
  return concat(minutes / 60, " h ", minutes % 60, " min");
}

std::string size_words(std::uint64_t bytes) {
  const char* units[] = {"B", "kB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes);
  int unit = 0;
  while (value >= 999.5 && unit < 4) {
    value /= 1000;
    ++unit;
  }
  return concat(fixed(value, unit > 0 && value < 9.95 ? 1 : 0), " ",
                units[unit]);
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t columns = width_of(text);
  if (columns <= width) return text + std::string(width - columns, ' ');
  return width < 4 ? cut_to_width(text, width)
                   : cut_to_width(text, width - 3) + "...";
}

std::string right_aligned(const std::string& text, std::size_t width) {
  const std::size_t columns = width_of(text);
  return columns >= width ? text : std::string(width - columns, ' ') + text;
}

}  // namespace moonstain
