#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/engine/step/kind_words.h"

namespace moonstain::gate {

/// Which way a value may move.
enum class Direction {
  higher,  ///< higher is better: it must not fall
  lower,   ///< lower is better: it must not rise
  same,    ///< it must stay
  free,    ///< it is noted and may move
};

/// How far a value may move: the largest of its parts; none of them is exact.
struct Tolerance {
  double absolute = 0;
  double relative = 0;  ///< of the baseline's value
  double seeds = 0;     ///< spreads between seeds

  bool exact() const { return absolute == 0 && relative == 0 && seeds == 0; }
  /// "exact", "absolute 0.005", "relative 0.01 or seeds 2".
  std::string text() const;
  /// How far from `value`, at least 0.
  /// @param seed_sd  the spread between seeds; without one, `seeds` allows
  ///                 nothing
  double allowed(double value, std::optional<double> seed_sd) const;

  bool operator==(const Tolerance&) const = default;
};

/// Reads what `Tolerance::text` writes.
/// @throws Error "WHERE: is 'about 5'; expected exact, or absolute, relative or
///               seeds and a number above 0, with 'or' between them: 'absolute
///               0.005', 'relative 0.01 or seeds 2'"
Tolerance parse_tolerance(std::string_view text, std::string_view where);

}  // namespace moonstain::gate

template <>
struct moonstain::KindWords<moonstain::gate::Direction> {
  static constexpr std::string_view kAll[] = {"higher", "lower", "same",
                                              "free"};
};
