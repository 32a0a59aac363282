#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/stats/survival/follow_up.h"

namespace moonstain {

/// Who trains and who is held out.
struct EventFold {
  std::vector<std::size_t> training;
  std::vector<std::size_t> held_out;
};

/// Folds with the same share of deaths, as HiST's code makes them: a shuffled
/// KFold of those who were censored and one of those who died, with one seed;
/// fold k is the two k-th folds. In each list the censored stand before those
/// who died, either in the patients' order.
///
/// @throws Error  with fewer censored or fewer deaths than folds, and on fewer
///                than two folds
///
/// Source: recipes/hist_survival/METHOD.md 8.5; the folds of either are
/// scikit-learn's bit for bit (core/stats/kfold.h).
std::vector<EventFold> event_folds(const FollowUp& patients, std::size_t folds,
                                   std::uint32_t seed);

}  // namespace moonstain
