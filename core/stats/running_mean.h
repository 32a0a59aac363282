#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace moonstain {

/// The mean of each value and those around it, weighted by how near they are:
/// 1, 2, ..., h, h + 1, h, ..., 2, 1 over a window of 2 h + 1. At the ends the
/// window is cut and its weights are those that are left.
///
/// A pyramid is a box of h + 1 smoothed by another, so that it costs the same
/// whatever its width.
///
/// @param window  odd, at least 1
/// @throws Error  on another window
std::vector<double> pyramid_mean(std::span<const double> values,
                                 std::int64_t window);

}  // namespace moonstain
