#pragma once

#include <string>
#include <vector>

#include "core/eval/panels/curve_panel.h"
#include "core/stats/survival/follow_up.h"

namespace moonstain {

/// Kaplan and Meier's curve of each group, groups in the order of their names,
/// with intervals, censoring marks and numbers at risk; the log-rank p of two
/// groups and more stands in the note.
///
/// @param group       [patients] names
/// @param unit        noun of who is followed: "patient"
/// @param event       what ends the follow-up: "death"
/// @param at_risk_at  times of the table; may be empty
/// @throws Error      as `kaplan_meier` and `log_rank` (core/stats/survival)
CurvePanel survival_panel(const FollowUp& patients,
                          const std::vector<std::string>& group,
                          const AxisWords& time, const std::string& unit,
                          const std::string& event,
                          const std::vector<double>& at_risk_at);

}  // namespace moonstain
