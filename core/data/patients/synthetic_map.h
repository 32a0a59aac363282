#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/patients/synthetic_patient.h"
#include "core/data/stored/grid_values.h"

namespace moonstain {

class StepKind;

struct SyntheticMapOptions {
  std::int64_t rows = 80;
  std::int64_t columns = 64;
};

/// A map of expression as a network would predict it of a made-up patient's
/// slide (synthetic_patient.h), for tests of what reads such maps.
///
/// Tissue is an ellipse of three quarters of either side; outside of it all
/// values are 0. Within, the value of gene g in a cell is
///
///   max(0, 2 + 0.5 e + z t)
///
/// with e a normal number of the cell, z how malignant the patient's tumour is
/// and t 1 where the gene is the planted one and the cell lies in the left half
/// of the tissue, else 0. Only z is tied to survival, as `hazard_effect` says.
GridValues synthetic_map(const SyntheticMapOptions& options,
                         const SyntheticPatientOptions& patient);

/// `synthetic_map`: this.
StepKind synthetic_map_step();

}  // namespace moonstain
