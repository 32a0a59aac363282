#pragma once

#include <string>
#include <vector>

#include "core/data/stored/cohort.h"
#include "core/stats/survival/follow_up.h"

namespace moonstain {

class StepKind;

/// Patients of a cohort who were followed.
struct FollowedPatients {
  std::vector<std::string> patients;
  FollowUp follow_up;
  std::size_t without = 0;  ///< patients left out: no time, or no event state
};

/// @param time    clinical column of numbers
/// @param event   clinical column: of numbers 1 (it came) or 0 (censored), or
///                of texts
/// @param came    texts of `event` that say it came; the others say it did not.
///                Empty for a column of numbers
/// @throws Error  on another number than 0 or 1, on texts without `came`, and
///                where no patient is left
FollowedPatients followed_patients(const Cohort& cohort,
                                   const std::string& time,
                                   const std::string& event,
                                   const std::vector<std::string>& came);

/// `survival_panel`: Kaplan and Meier's curves of groups of patients, by a
/// clinical column or by whether a predicted risk lies above its median.
StepKind survival_panel_step();

}  // namespace moonstain
