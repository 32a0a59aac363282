#pragma once

#include <string>
#include <vector>

#include "core/eval/findings/expected.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/findings_plan.h"
#include "core/eval/findings/predictor_findings.h"
#include "core/eval/findings/predictor_scores.h"
#include "core/eval/findings/verdict.h"

namespace moonstain {

/// The model against every baseline in one reading and metric.
///
/// @param predictors  the model first
std::vector<Comparison> comparisons(
    const std::vector<PredictorScores>& predictors, const std::string& reading,
    const std::string& metric, double margin, const PatientOf& patient_of);

/// A published number beside ours, with its verdicts. The number is judged in
/// the claim's reading, its meaning in the plan's.
///
/// @throws Error  on a claim that names an oracle or a ceiling as a baseline
JudgedClaim judge_claim(const Claim& claim, const FindingsPlan& plan,
                        const std::vector<PredictorScores>& predictors,
                        const PatientOf& patient_of);

}  // namespace moonstain
