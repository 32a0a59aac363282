#pragma once

#include <string>
#include <vector>

#include "core/data/stored/cohort.h"

namespace moonstain {

class StepKind;

/// Cohorts of other patients each as one, in the order given: all clinical
/// columns and matrices that any has, and of a matrix all variables, in the
/// order in which they are first seen. What a patient's cohort does not have is
/// missing: NaN, or an empty text.
///
/// @throws Error  on no cohort, a patient in two rows, and a column that holds
///                numbers in one and texts in another
Cohort joined_cohorts(const std::vector<Cohort>& cohorts, std::string about);

/// `joined_features`: this.
StepKind joined_features_step();

}  // namespace moonstain
