#pragma once

#include <cstdint>

#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"

namespace moonstain {

class StepKind;

/// A section's features at the spots that a dataset of it has: of its blocks,
/// which so need not be encoded again.
///
/// @param features  of the whole section
/// @param dataset   the section, or what is left of it
/// @return          in the order of `dataset`, under its name
/// @throws Error    where the two are of different sections, or a spot has no
///                  features
Features kept_features(const Features& features, const Dataset& dataset);

/// Each spot's features as the mean over itself and the spots beside it
/// (mean_beside.h). A linear model of these says the mean of what it would say
/// of each. The blank tile stays as it is.
///
/// @param features  of spots of the section
/// @param dataset   where they lie
/// @param reach     farthest in x and in y that a neighbour lies
/// @throws Error    where the two are of different sections, and as
///                  `mean_beside`
Features smoothed_features(const Features& features, const Dataset& dataset,
                           std::int64_t reach);

/// `kept_features` and `smoothed_features`: these.
StepKind kept_features_step();
StepKind smoothed_features_step();

}  // namespace moonstain
