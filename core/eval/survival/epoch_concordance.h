#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/eval/metrics/scores.h"
#include "core/stats/survival/follow_up.h"

namespace moonstain {

class StepKind;

/// Which epoch of a fold's network speaks for its held-out patients.
enum class EpochRule {
  /// The epoch of their own highest concordance, any of all: what HiST's
  /// summary takes (recipes/hist_survival/METHOD.md 8.5).
  maximum,
  /// The same from `from_epoch` on, the first of the highest: the checkpoint
  /// that its training keeps.
  checkpoint,
  last,  ///< the last epoch: nothing is chosen
};

template <>
struct KindWords<EpochRule> {
  static constexpr std::string_view kAll[] = {"maximum", "checkpoint", "last"};
};

struct EpochConcordanceOptions {
  std::int64_t folds = 5;
  std::int64_t fold_seed = 15;
  std::int64_t from_epoch = 20;  ///< counted from 0
};

/// Harrell's concordance of each fold's held-out patients after each epoch.
struct EpochCurves {
  MatrixD concordance;  ///< [epochs, folds]; NaN without a pair
  /// [folds] who is held out, as places of the patients.
  std::vector<std::vector<std::size_t>> held_out;
};

/// @param risks    [patients, epochs], of networks that the folds of
///                 `event_folds` trained
/// @throws Error   as `event_folds`, and on another number of rows
EpochCurves epoch_curves(const FollowUp& patients, const Matrix& risks,
                         std::int64_t folds, std::int64_t fold_seed);

/// [folds] the epoch that a rule takes.
/// @throws Error  where `from_epoch` leaves no epoch, or a fold has no pair
std::vector<std::size_t> chosen_epochs(const EpochCurves& curves,
                                       EpochRule rule, std::int64_t from_epoch);

/// The mean over folds of their concordance, each at its epoch.
double mean_at(const EpochCurves& curves,
               const std::vector<std::size_t>& epochs);

/// Scores at the last epoch, and what choosing one by the patients it is judged
/// on would add. Reading "patients", the only item "risk": `concordance`, the
/// mean over folds of their concordance; `epoch_inflation`, that at each fold's
/// maximum less that at the last epoch; `log_rank_chi2` and `log_rank_p` of
/// patients above the median risk of their fold against the others, a stratum a
/// fold. Facts: the concordance by all three rules, and that of each fold. Of
/// one epoch alone neither the difference nor the rules are known, and there
/// are none.
///
/// No epoch is chosen here, so that none is chosen unseen: risks at a chosen
/// one are made by `chosen_epoch`, which says by whom, and have one epoch.
///
/// Risks of two folds have no common scale, so pairs are of one fold. The p is
/// not valid where the epoch was chosen by the same patients.
///
/// @throws Error  as these, and where all risks of every fold are one
Scores epoch_concordance(const FollowUp& patients, const Matrix& risks,
                         const EpochConcordanceOptions& options);

/// `epoch_concordance`: these of stored risks.
StepKind epoch_concordance_step();

}  // namespace moonstain
