#include "core/data/tissue/ascent.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>

#include "core/base/error.h"

namespace moonstain {

Ascent::Ascent(std::span<const std::uint8_t> mask,
               std::span<const float> heights, std::int64_t width_px,
               std::int64_t height_px, std::int64_t jump_px)
    : mask_(mask),
      heights_(heights),
      width_px_(width_px),
      height_px_(height_px),
      jump_px_(jump_px) {
  check(static_cast<std::int64_t>(mask.size()) == width_px * height_px &&
            heights.size() == mask.size() && jump_px >= 1,
        "ascent: ", mask.size(), " of mask and ", heights.size(),
        " heights of ", width_px, " x ", height_px, " px, jumps of ", jump_px,
        " px");
}

bool Ascent::higher(std::int64_t a, std::int64_t b) const {
  const float height_a = heights_[static_cast<std::size_t>(a)];
  const float height_b = heights_[static_cast<std::size_t>(b)];
  return height_a > height_b || (height_a == height_b && a < b);
}

// Steps along the longer side, the shorter one rounded to the nearest pixel.
bool Ascent::seen(std::int64_t from, std::int64_t to) const {
  const std::int64_t x = from % width_px_, y = from / width_px_;
  const std::int64_t across = to % width_px_ - x, down = to / width_px_ - y;
  const std::int64_t steps = std::max(std::abs(across), std::abs(down));
  const auto part = [steps](std::int64_t side, std::int64_t step) {
    const std::int64_t twice = 2 * side * step;
    return (twice >= 0 ? twice + steps : twice - steps) / (2 * steps);
  };
  for (std::int64_t step = 1; step < steps; ++step) {
    const std::int64_t at =
        (y + part(down, step)) * width_px_ + x + part(across, step);
    if (mask_[static_cast<std::size_t>(at)] == 0) return false;
  }
  return true;
}

std::int64_t Ascent::highest(std::int64_t x, std::int64_t y,
                             std::int64_t reach_px, bool only_seen) const {
  const std::int64_t self = y * width_px_ + x;
  const std::int64_t left = std::max<std::int64_t>(x - reach_px, 0);
  const std::int64_t right = std::min(x + reach_px, width_px_ - 1);
  const std::int64_t bottom = std::min(y + reach_px, height_px_ - 1);
  std::int64_t best = self;
  for (std::int64_t row = std::max<std::int64_t>(y - reach_px, 0);
       row <= bottom; ++row) {
    for (std::int64_t at = row * width_px_ + left;
         at <= row * width_px_ + right; ++at) {
      if (mask_[static_cast<std::size_t>(at)] != 0 && higher(at, best) &&
          (!only_seen || seen(self, at))) {
        best = at;
      }
    }
  }
  return best;
}

std::int64_t Ascent::next(std::int64_t x, std::int64_t y) const {
  const std::int64_t self = y * width_px_ + x;
  if (mask_[static_cast<std::size_t>(self)] == 0) return -1;
  const std::int64_t neighbour = highest(x, y, 1, false);
  return neighbour != self ? neighbour : highest(x, y, jump_px_, true);
}

}  // namespace moonstain
