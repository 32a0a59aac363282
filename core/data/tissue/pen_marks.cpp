#include "core/data/tissue/pen_marks.h"

#include <algorithm>
#include <cstddef>

namespace moonstain {
namespace {

// Limits of red, green and blue; which side of each is meant says the pen.
struct Limits {
  int red, green, blue;
};

// Above red, below green, below blue.
constexpr Limits kRedPen[] = {
    {150, 80, 90},   {110, 20, 30},   {185, 65, 105},
    {195, 85, 125},  {220, 115, 145}, {125, 40, 70},
    {200, 120, 150}, {100, 50, 65},   {85, 25, 45},
};
// Below red, above green, above blue.
constexpr Limits kGreenPen[] = {
    {150, 160, 140}, {70, 110, 110},  {45, 115, 100},  {30, 75, 60},
    {195, 220, 210}, {225, 230, 225}, {170, 210, 200}, {20, 30, 20},
    {50, 60, 40},    {30, 50, 35},    {65, 70, 60},    {100, 110, 105},
    {165, 180, 180}, {140, 140, 150}, {185, 195, 195},
};
// Below red, below green, above blue.
constexpr Limits kBluePen[] = {
    {60, 120, 190}, {120, 170, 200}, {175, 210, 230}, {145, 180, 210},
    {37, 95, 160},  {30, 65, 130},   {130, 155, 180}, {40, 35, 85},
    {30, 20, 65},   {90, 90, 140},   {60, 60, 120},   {110, 110, 175},
};

template <typename IsIn>
bool any(std::span<const Limits> boxes, IsIn is_in) {
  return std::any_of(boxes.begin(), boxes.end(), is_in);
}

}  // namespace

double WasteShares::largest() const {
  return std::max({red_pen, green_pen, blue_pen, background});
}

int grey_of(const std::uint8_t* rgb) {
  return (299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2]) / 1000;
}

WasteShares waste_shares(std::span<const std::uint8_t> rgb,
                         double glass_above) {
  std::size_t red = 0, green = 0, blue = 0, glass = 0;
  const std::size_t pixels = rgb.size() / 3;
  for (std::size_t i = 0; i < pixels; ++i) {
    const std::uint8_t* at = rgb.data() + 3 * i;
    const int r = at[0], g = at[1], b = at[2];
    red += any(kRedPen, [&](const Limits& box) {
      return r > box.red && g < box.green && b < box.blue;
    });
    green += any(kGreenPen, [&](const Limits& box) {
      return r < box.red && g > box.green && b > box.blue;
    });
    blue += any(kBluePen, [&](const Limits& box) {
      return r < box.red && g < box.green && b > box.blue;
    });
    glass += grey_of(at) > glass_above;
  }
  if (pixels == 0) return {};
  const auto share = [&](std::size_t count) {
    return static_cast<double>(count) / static_cast<double>(pixels);
  };
  return {share(red), share(green), share(blue), share(glass)};
}

}  // namespace moonstain
