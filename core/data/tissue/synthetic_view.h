#pragma once

#include "core/data/source/synthetic_pair.h"
#include "core/data/stored/tissue_view.h"

namespace moonstain {

class StepKind;

/// The view of a section of a made-up pair, of its picture as it is.
TissueView synthetic_pair_view(const Dataset& dataset,
                               const SyntheticPairOptions& options);

/// `synthetic_pair_view`: this as a step.
StepKind synthetic_pair_view_step();

}  // namespace moonstain
