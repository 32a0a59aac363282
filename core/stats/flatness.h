#pragma once

#include <cstddef>
#include <span>

namespace moonstain {

/// A value that most of a list shares.
struct CommonValue {
  float value = 0;
  /// Of all values, those that differ from it; 1 where no value is shared by
  /// more than half of them.
  double share_apart = 1;
};

/// The value that more than half of the list lies at, within 1e-6 of the
/// largest size in the list; in one pass and a second to count (Boyer and Moore
/// 1991).
CommonValue common_value(std::span<const float> values);

/// A list is one value over nearly all of it where at most this share differs.
inline constexpr double kFlatShareApart = 0.1;

/// What a prediction is over the places scored.
enum class Variation {
  varies,
  /// One value over nearly all places, and the measurement is not, or is as
  /// little: a network that has died, whose few other values, such as spots at
  /// the rim of a tissue, make a correlation that says nothing.
  flat,
  /// 0 over nearly all places and never below: an output that ends in a
  /// rectifier, and whose few other values may be all that was measured.
  clamped,
};

/// Tells a flat prediction from one that is rightly sparse. "Nearly all" is
/// nine in ten places, or more where the measurement itself differs from its
/// most common value in few places: the prediction may differ from its own in
/// fewer than half as many. So a gene that 4 % of the spots have is not flat
/// when it is predicted in 4 % of them.
///
/// @param predicted, measured  the same places
Variation variation_of(std::span<const float> predicted,
                       std::span<const float> measured);

}  // namespace moonstain
