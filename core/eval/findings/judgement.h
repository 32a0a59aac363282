#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/eval/findings/expected.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/findings_plan.h"
#include "core/eval/findings/predictor_findings.h"
#include "core/eval/findings/predictor_scores.h"
#include "core/eval/findings/verdict.h"

namespace moonstain {

/// One predictor, such as the model, against every other in the reading and
/// metric, in their order.
///
/// @param predictors  `one` among them
std::vector<Gain> gains(const PredictorScores& one,
                        const std::vector<PredictorScores>& predictors,
                        const std::string& reading, const Metric& metric,
                        const NumbersHow& how);

/// Whether the model has collapsed, was not fitted, or has learned what it is
/// scored on, or may have under another name, in words.
///
/// @param held_out  the unit that was, or one of labels.h
ModelState state_of(const std::string& model, const Collapse& collapse,
                    const Training& training,
                    const std::vector<SectionCopy>& copies,
                    const ScoredData& data, std::string_view held_out);

/// A published number beside ours, with its verdicts, by the claim's own
/// metric, margin and baselines. The number is judged in the claim's reading
/// and averaging, its meaning in the headline's. Ours is that of the predictor
/// which the claim names, and where that was not run the claim cannot be
/// tested.
///
/// @param state       of the model; that of another predictor is made here
/// @param predictors  the model first
/// @throws Error      on a claim that names an oracle, a ceiling or a judged
///                    method as a baseline, on a metric that was not scored
JudgedClaim judge_claim(const Claim& claim, const FindingsPlan& plan,
                        const ModelState& state,
                        const std::vector<PredictorScores>& predictors,
                        const NumbersHow& how);

}  // namespace moonstain
