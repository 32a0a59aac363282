#pragma once

namespace moonstain {

/// What a comparison of two groups by the log-rank test can see: it compares a
/// logarithm of a hazard ratio with an error of 1 / sqrt(d q (1 - q)), with d
/// deaths in both groups and a share q of the patients in the first.
///
/// Source: Schoenfeld 1983, doi:10.2307/2531021.
struct TwoGroups {
  double log_ratio = 0;  ///< of the hazards
  double share = 0.5;    ///< of the patients in one of the groups, 0 to 1
  double level = 0.05;   ///< two-sided
};

/// The chance that so many deaths give a p below the level:
/// Phi(|log ratio| sqrt(d q (1 - q)) - z), the other side left out.
/// @throws Error  where share or level does not lie between 0 and 1
double power_of_deaths(const TwoGroups& groups, double deaths);

/// Deaths that give this power: (z + z_power)^2 / (q (1 - q) log ratio^2); NaN
/// without an effect.
double deaths_for_power(const TwoGroups& groups, double power);

}  // namespace moonstain
