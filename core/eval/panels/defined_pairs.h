#pragma once

#include <cstddef>
#include <vector>

namespace moonstain {

/// Those pairs of which both values are there.
struct DefinedPairs {
  std::vector<double> x;
  std::vector<double> y;
  std::size_t undefined = 0;  ///< pairs that lack one

  /// Pearson's over them; NaN for fewer than two, and where one side is one
  /// value.
  double pearson() const;
};

/// @param x,y  [pairs] float32 values; NaN: none. Of equal length.
DefinedPairs defined_pairs(const std::vector<double>& x,
                           const std::vector<double>& y);

}  // namespace moonstain
