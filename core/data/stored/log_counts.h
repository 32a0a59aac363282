#pragma once

#include "core/base/matrix.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// ln(1 + count) times a scale, of each spot and gene: what networks learn from
/// and cells are described by, without normalisation by a spot's total.
///
/// @return  [spots, genes]; reckoned in float64
Matrix log_counts(const Dataset& dataset, double scale = 1);

}  // namespace moonstain
