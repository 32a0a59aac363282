#pragma once

#include <Eigen/Core>
#include <functional>

namespace moonstain {

/// Where a search has ended.
struct Lowest {
  Eigen::VectorXd at;
  double value = 0;
  int evaluations = 0;
};

/// How long a search goes on.
struct SearchLimits {
  int evaluations = 400;    ///< no step begins after so many
  double tolerance = 1e-5;  ///< ends when no corner differs by more in value
};

/// The least value of a function of a few numbers that has no derivative at
/// hand, near to where it starts.
///
/// The idea: a simplex of n + 1 corners. In each step the highest corner is
/// mirrored in the others' centre; where that is the lowest yet it goes twice
/// as far, where it is no better than the second highest half as far, and where
/// that fails too all corners draw half way to the lowest. Values may be
/// infinite, for what is not allowed; none may be NaN.
///
/// The search is a function of its arguments alone; of equal corners the first
/// counts as the lower one.
///
/// @param start  [n], a corner
/// @param step   of the other corners along their axes
///
/// Source: Nelder and Mead 1965, doi:10.1093/comjnl/7.4.308, with their
/// coefficients 1, 2, 1/2, 1/2.
Lowest nelder_mead(
    const std::function<double(const Eigen::VectorXd&)>& function,
    const Eigen::VectorXd& start, double step, const SearchLimits& limits = {});

}  // namespace moonstain
