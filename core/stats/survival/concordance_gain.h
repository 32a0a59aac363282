#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "core/stats/bootstrap.h"
#include "core/stats/survival/follow_up.h"

namespace moonstain {

/// How much better one risk ranks patients than another.
struct ConcordanceDifference {
  double gain = 0;  ///< concordance of the risk less that of the base
  /// The 2.5 and 97.5 % quantiles of the gain over draws of patients; nothing
  /// with fewer than two draws that have a pair to compare.
  std::optional<Interval> interval;
};

struct ConcordanceGain {
  ConcordanceDifference harrell;
  /// Weighted for those who were lost (`uno_concordance`), by the censoring of
  /// the patients drawn.
  ConcordanceDifference uno;
  std::int64_t draws_without_pairs = 0;
};

struct GainOptions {
  std::int64_t draws = 2000;
  std::int64_t seed = 0;
  /// Deaths from this time on are not compared by Uno's; those for longer than
  /// which nobody was followed never are.
  double before = std::numeric_limits<double>::infinity();
};

/// The same patients, two risks, one set of draws for both: what moves both
/// risks in one draw cancels, so the interval of the difference is narrower
/// than those of the two numbers say. It says how far the gain may lie off for
/// other patients with these risks, not for risks learned anew.
///
/// @param risks, base  [patients], the higher the earlier death; no NaN
/// @throws Error       as `concordance`; on fewer than one draw
///
/// Draw k is of RandomStream(seed, "concordance_gain", "draw", k).
ConcordanceGain concordance_gain(const FollowUp& patients,
                                 const std::vector<double>& risks,
                                 const std::vector<double>& base,
                                 const GainOptions& options);

}  // namespace moonstain
