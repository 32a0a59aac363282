#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace moonstain {

/// Where each pixel of a mask drains to, one step: the watershed by hill
/// climbing, in which an object is all that climbs to one seed.
///
/// Pixels are ordered by their height, and of equal heights the one that comes
/// first in its picture, row by row, is the higher. A pixel steps to the
/// highest of its eight neighbours in the mask. One that is higher than all of
/// them steps to the highest pixel of the mask in the square of `jump_px`
/// around it that is higher and seen from it: the straight line there lies in
/// the mask. Where there is none, it is a seed. So seeds that see each other
/// lie farther apart than `jump_px`, and no step leaves the mask.
///
/// A step depends on what lies within `jump_px` of its pixel and on nothing
/// else: parts of a picture can be climbed apart.
///
/// Source: Roerdink and Meijster 2000, Fundamenta Informaticae 41:187-228,
/// section 4 (a pixel's steepest neighbour; here the highest one); seeds as
/// scikit-image's `peak_local_max` (min_distance) spaces them.
class Ascent {
 public:
  /// @param mask     [height, width], 0 is background
  /// @param heights  [height, width]
  /// @param jump_px  at least 1
  Ascent(std::span<const std::uint8_t> mask, std::span<const float> heights,
         std::int64_t width_px, std::int64_t height_px, std::int64_t jump_px);

  /// Where the pixel at (x, y) steps to, as y width + x; its own place for a
  /// seed, -1 for background.
  std::int64_t next(std::int64_t x, std::int64_t y) const;

 private:
  bool higher(std::int64_t a, std::int64_t b) const;
  /// The highest pixel of the mask around (x, y) that is above it; itself where
  /// there is none. @param only_seen  along a straight line
  std::int64_t highest(std::int64_t x, std::int64_t y, std::int64_t reach_px,
                       bool only_seen) const;
  bool seen(std::int64_t from, std::int64_t to) const;

  std::span<const std::uint8_t> mask_;
  std::span<const float> heights_;
  std::int64_t width_px_;
  std::int64_t height_px_;
  std::int64_t jump_px_;
};

}  // namespace moonstain
