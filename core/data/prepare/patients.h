#pragma once

#include <string>
#include <vector>

#include "core/data/stored/cohort.h"
#include "core/data/stored/features.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

/// Whether each patient is of a class, by a clinical column: 1 where its text
/// is one of `positive`, 0 where it is another. Patients without a text are
/// left out.
///
/// @throws Error  when no patient is left, or all are of one side
Targets class_targets(const Cohort& cohort, const std::string& column,
                      const std::vector<std::string>& positive);

/// Clinical numbers as a vector a patient, columns in this order.
///
/// @throws Error naming patient and column of a value that is missing
Features clinical_features(const Cohort& cohort,
                           const std::vector<std::string>& columns);

/// `class_targets` and `clinical_features`.
StepKind class_targets_step();
StepKind clinical_features_step();

}  // namespace moonstain
