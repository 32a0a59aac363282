#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/eval/findings/expected.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/predictor_scores.h"
#include "core/eval/findings/verdict.h"
#include "core/stats/summary.h"

namespace moonstain {

/// What `make_findings` is put together from.

using PatientOf = std::map<std::string, std::string>;  ///< section -> patient

Json numbers_of(const std::map<std::string, double>& values);
Json summary_json(const Summary& summary);
std::vector<double> values_of(const std::map<std::string, double>& values);

/// Mean and spread over sections. Those of a patient are not independent: the
/// interval is that of the patients' means.
Summary over_sections(const std::map<std::string, double>& values,
                      const PatientOf& patient_of);

/// Names of all metrics, in the order shown.
const std::vector<std::string>& finding_metrics();

/// A predictor's numbers in every reading.
Json predictor_json(const PredictorScores& predictor, const FindingsPlan& plan,
                    const PatientOf& patient_of);

/// Predictions that are flat in tissue for most genes, by section.
Json collapse_json(const PredictorScores& model);

/// The tissue mask's score by the identity of recipes/hist_loocv/METHOD.md 7.3,
/// and measured.
Json mask_json(const PredictorScores& model);

/// The model against every baseline in one reading and metric.
std::vector<Comparison> comparisons(
    const std::vector<PredictorScores>& predictors, const std::string& reading,
    const std::string& metric, double margin, const PatientOf& patient_of);
Json comparison_json(const Comparison& one);

/// A published number beside ours, with its verdicts.
Json claim_json(const Claim& claim, const FindingsPlan& plan,
                const std::vector<PredictorScores>& predictors,
                const PatientOf& patient_of);

}  // namespace moonstain
