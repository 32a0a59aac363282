#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/eval/findings/findings.h"
#include "core/eval/findings/predictor_scores.h"
#include "core/stats/summary.h"

namespace moonstain {

using PatientOf = std::map<std::string, std::string>;  ///< section -> patient

/// Names of all metrics, in the order shown.
const std::vector<std::string>& finding_metrics();

std::vector<double> values_of(const NumbersByName& values);

/// Mean and spread over sections. Those of a patient are not independent: the
/// interval is that of the patients' means.
Summary over_sections(const NumbersByName& values, const PatientOf& patient_of);

/// A predictor's numbers in every reading.
///
/// @param metric  of the headline: the distributions are of it
PredictorFindings predictor_findings(const PredictorScores& predictor,
                                     const std::string& metric,
                                     const PatientOf& patient_of);

/// Predictions that are flat in tissue for most genes, by section.
Collapse collapse_of(const PredictorScores& model);

/// What the tissue mask scores on the sections of the model.
MaskScores mask_scores(const PredictorScores& model);

}  // namespace moonstain
