#pragma once

#include "core/eval/metrics/scores.h"
#include "core/stats/survival/follow_up.h"

namespace moonstain {

/// Scores of one risk of a cohort's patients, begun: one item, the reading of
/// patients, and how many of them there are and have died.
Scores begun_risk_scores(const FollowUp& patients);

/// One more metric of that risk, after those there are.
void add_risk_metric(Scores& scores, const char* name, double value);

}  // namespace moonstain
