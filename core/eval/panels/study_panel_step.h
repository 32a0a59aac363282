#pragma once

#include <string>

#include "core/eval/panels/panel.h"
#include "core/eval/study/decision_study.h"

namespace moonstain {

class StepKind;

/// What a study of made-up cohorts shows of each decision of an analysis, a row
/// each: in how many cohorts it said yes, with Wilson's interval, and in words
/// what that means. Where nothing is planted, a decision whose interval lies
/// above its level is said not to hold it. The caption says it in sentences,
/// with the share of tests along the genome that have p below 0.05: its
/// interval is Student's over cohorts, as tests of one cohort are not
/// independent.
Panel study_panel(const DecisionStudy& study, const std::string& title);

/// `study_panel`: this of the parts of a study.
StepKind study_panel_step();

}  // namespace moonstain
