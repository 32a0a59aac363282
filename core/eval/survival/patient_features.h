#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/stored/cohort.h"
#include "core/eval/survival/followed_patients.h"

namespace moonstain {

/// Features of patients beside their follow-up.
struct PatientFeatures {
  /// Those that were followed and have features, sorted by name, so that
  /// nothing depends on the order of a table.
  FollowedPatients patients;
  std::size_t without_features = 0;  ///< followed, and left out
  std::vector<std::string> names;    ///< "MATRIX/VARIABLE"
  MatrixD values;                    ///< [patients, features]; NaN: missing
};

/// @param cohorts   with the matrices, patients joined by name; a patient is in
///                  all that have one of the matrices, or is left out
/// @param matrices  names of the matrices whose variables are features
/// @param logs      of them, those whose values x become ln(1 + x)
/// @throws Error    naming it: a matrix that no cohort has or that two have, a
///                  value below 0 of `logs`, and where no patient is in both
PatientFeatures patient_features(const std::vector<Cohort>& cohorts,
                                 const FollowedPatients& followed,
                                 const std::vector<std::string>& matrices,
                                 const std::vector<std::string>& logs,
                                 std::string_view what);

}  // namespace moonstain
