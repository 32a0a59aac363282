#pragma once

#include <cstddef>
#include <vector>

#include "core/stats/survival/chi_squared.h"

namespace moonstain {

/// Whether predicted chances of survival are right as a whole.
struct DCalibration {
  /// [bins] Patients whose chance to live longer than they did falls into each
  /// bin of 0 to 1, the lowest first; parts of patients where they were lost.
  std::vector<double> patients;
  /// Against as many patients in each bin, bins - 1 degrees of freedom.
  ChiSquared test;
};

/// Distributional calibration. If the curves are right, the chance that each
/// patient had to live longer than it did is uniform over 0 to 1, whatever the
/// curves look like: with S(t) of a patient who died at t, each bin has its
/// share. Who was lost at t would have died with a chance uniform over 0 to
/// S(t), and counts in the bins there by their width over S(t). As
/// SurvivalEVAL's d_calibration.
///
/// It does not say that a risk tells patients apart: the survival curve of all,
/// given to everybody, is calibrated too. Who was lost counts nearly the same
/// in all bins whatever the curves, so where most were lost the test sees
/// little. Of chances that were learned from the same patients the test is too
/// mild.
///
/// @param chances  [patients] S_i(t_i), from 0 to 1; an edge belongs to the bin
///                 above it, 1 to the last
/// @param died     [patients]
/// @param bins     2 or more
/// @throws Error   on differing lengths, no patients, fewer bins, and a chance
///                 outside of 0 to 1
///
/// Source: Haider, Hoehn, Davis and Greiner 2020, Journal of Machine Learning
/// Research 21, 85, arXiv:1811.11347.
DCalibration d_calibration(const std::vector<double>& chances,
                           const std::vector<bool>& died,
                           std::size_t bins = 10);

}  // namespace moonstain
