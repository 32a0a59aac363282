#pragma once

#include "core/engine/step/step_kind.h"

namespace moonstain {

// The options of `SyntheticPatientOptions`, as all steps that make up patients
// have them.

/// All but the section and the patient.
StepKind&& with_synthetic_patients(StepKind&& kind);
/// All.
StepKind&& with_one_synthetic_patient(StepKind&& kind);

}  // namespace moonstain
