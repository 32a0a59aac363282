#pragma once

#include <cstdint>

#include "core/base/matrix.h"
#include "core/eval/survival/epoch_concordance.h"
#include "core/stats/survival/follow_up.h"

namespace moonstain {

class StepKind;

struct ChosenEpochOptions {
  EpochRule rule = EpochRule::last;
  std::int64_t folds = 5;
  std::int64_t fold_seed = 15;
  std::int64_t from_epoch = 20;  ///< counted from 0
};

/// The risk of each patient at the epoch that a rule takes for the fold that
/// held the patient out, so that what chose it is traced: by `maximum` and
/// `checkpoint` the patients themselves.
///
/// @param risks   [patients, epochs], as `epoch_curves` takes them
/// @return        [patients, 1]
/// @throws Error  as `chosen_epochs`
Matrix risk_at_chosen_epoch(const FollowUp& patients, const Matrix& risks,
                            const ChosenEpochOptions& options);

/// `chosen_epoch`: this of stored risks. Who chooses is an input of its own,
/// the same cohort: `rule = last` chooses nothing and has none.
StepKind chosen_epoch_step();

}  // namespace moonstain
