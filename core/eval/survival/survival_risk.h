#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/stored/predictions.h"
#include "core/eval/survival/patient_features.h"
#include "core/eval/survival/risk_protocol.h"

namespace moonstain {

class StepKind;

/// `survival_risk`: the risk of each patient who was followed and has features
/// (risk_protocol.h), one variable "risk". Every fit holds out the patients
/// whose risk it gives, inside of the step: of its inputs the result has
/// learned what one patient says of another, and nothing of a patient's own
/// time. So inputs are applied, and a score of these risks by the same
/// follow-up is no leak.
StepKind survival_risk_step();

/// `survival_chances`: by the same protocol the chance of each patient to live
/// longer than it was followed, one variable "chance".
StepKind survival_chances_step();

/// The whole protocol where nothing is to be found: features stay together and
/// are shuffled between patients, each time by a stream of its own.
/// @return  [patients, permutations], variables "1", "2", ...; a row is of the
///          patient whose follow-up it is
Predictions null_risk(const PatientFeatures& features,
                      const RiskProtocol& protocol, std::int64_t permutations);

/// `survival_null`: these, for `survival_scores` to hold a risk against.
StepKind survival_null_step();

}  // namespace moonstain
