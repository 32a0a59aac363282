#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "core/stats/survival/censoring.h"
#include "core/stats/survival/follow_up.h"

namespace moonstain {

/// Pairs of patients of whom one is known to have lived longer.
struct Concordance {
  std::int64_t concordant = 0;  ///< who died first had the higher risk
  std::int64_t discordant = 0;
  std::int64_t tied = 0;  ///< of one risk

  std::int64_t pairs() const { return concordant + discordant + tied; }
  /// Harrell's C: the share of concordant pairs, ties counted half; 0.5 by
  /// chance. NaN without pairs.
  double index() const;
};

/// Harrell's concordance of a risk with survival, as lifelines'
/// concordance_index of the negative risk.
///
/// A pair is compared when the one with the shorter time died; of equal times,
/// when one died and the other was censored, who lived longer. Two deaths at
/// one time are not compared.
///
/// @param risks   [patients], the higher the earlier death; no NaN
/// @throws Error  as `check_follow_up`, on as many risks as there are not
///                patients, and on NaN
///
/// Time goes with n log n: times are passed from the last to the first, with
/// the risks of those who live longer in a tree of counts.
///
/// Source: Harrell, Lee and Mark 1996,
/// doi:10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4.
Concordance concordance(const FollowUp& patients,
                        const std::vector<double>& risks);

/// Uno's concordance: the same pairs, but each counts 1 / G(t)^2 of the time t
/// at which the first died, G the chance to be followed for longer. Where
/// patients are censored early, deaths of late are rare among those seen; so
/// weighted, the number does not depend on how they were censored. As scikit-
/// survival's concordance_index_ipcw.
///
/// @param censoring  of those learned from, or of `patients` themselves
/// @param before     deaths from this time on are not compared
/// @return           NaN without pairs
/// @throws Error     as `concordance`; on a death at a time for longer than
///                   which nobody was followed, naming a `before`
///
/// Source: Uno, Cai, Pencina, D'Agostino and Wei 2011, doi:10.1002/sim.4154.
double uno_concordance(const Censoring& censoring, const FollowUp& patients,
                       const std::vector<double>& risks,
                       double before = std::numeric_limits<double>::infinity());

}  // namespace moonstain
