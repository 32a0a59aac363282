#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace moonstain {

/// No interval is given below this number of independent units (core/README.md,
/// "Readings, verdicts"): with five or fewer its width says more about the luck
/// of the draw than about the method.
inline constexpr int kLeastUnitsForInterval = 6;

/// Mean and spread over independent units.
struct Summary {
  int n = 0;        ///< units with a number
  int missing = 0;  ///< units without one (NaN)
  double mean = 0;  ///< NaN when n is 0
  double sd = 0;    ///< divisor n - 1; NaN when n < 2
  /// 95 % interval by Student's t; nothing below `kLeastUnitsForInterval`.
  std::optional<double> half_width;
};

/// @param values  one a unit; NaN is counted as missing
Summary summarise(const std::vector<double>& values);

/// The mean without NaN; NaN when nothing is left.
double mean_of_defined(const std::vector<double>& values);
/// The same of what stands under names.
double mean_of_named(const std::map<std::string, double>& values);

/// Differences a - b for the units that both name with a number, in the order
/// of names.
std::map<std::string, double> paired_differences(
    const std::map<std::string, double>& a,
    const std::map<std::string, double>& b);

}  // namespace moonstain
