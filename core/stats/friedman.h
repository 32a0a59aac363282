#pragma once

#include <Eigen/Core>

#include "core/base/matrix.h"

namespace moonstain {

/// Ranks within each row, the largest value 1, equal ones sharing the mean of
/// their ranks.
///
/// @param values  [units, methods], without NaN
MatrixD ranks_within_rows(const MatrixDView& values);

/// Whether methods, each measured on the same units, are ranked alike by chance
/// alone.
struct FriedmanTest {
  Eigen::VectorXd mean_ranks;  ///< [methods]
  /// Chi-squared with methods - 1 degrees where all rankings are alike,
  /// corrected for ties; NaN where every unit ties all methods.
  double chi_squared = 0;
  double p = 1;  ///< of it; NaN as it
  /// Iman and Davenport's statistic and its p, by F with methods - 1 and
  /// (methods - 1)(units - 1) degrees. Infinite, with p 0, where all units rank
  /// alike; NaN as above, and of one unit.
  double f = 0;
  double f_p = 1;
};

/// Friedman's test, as scipy.stats.friedmanchisquare. Both p are those of large
/// samples: with few units and methods that of chi-squared is too large, that
/// of F too small where units agree.
///
/// @param values  [units, methods], larger is better, without NaN; units are
///                independent of each other
/// @throws Error  without units, on fewer than 2 methods, on NaN
///
/// Source: Friedman 1937, doi:10.1080/01621459.1937.10503522; ties as in
/// Conover, Practical Nonparametric Statistics; Iman and Davenport 1980,
/// doi:10.1080/03610928008827904, as Demsar 2006, JMLR 7:1-30, has them.
FriedmanTest friedman_test(const MatrixDView& values);

}  // namespace moonstain
