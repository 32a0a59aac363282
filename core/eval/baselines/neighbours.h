#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/stored/features.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

/// Simple: the mean target of the `neighbours` training spots whose features
/// lie nearest (Euclidean distance, features as they are, all neighbours of one
/// weight), for each spot of the held-out section. What a method that
/// remembers its training spots must be held against.
///
/// Of spots at one distance the one that comes first counts: sections in the
/// order of `targets`, spots in theirs.
///
/// @param features    of the training sections
/// @param targets     of the same sections; spots are joined by name
/// @param held_out    features of the section that is predicted
/// @param neighbours  1 up to the number of training spots
/// @param name        what the predictor is called
/// @throws Error  when features and targets are not of the same sections,
///                genes, encoders, widths of tiles or lengths of vectors, and
///                where fewer spots than neighbours were measured
///
/// Source: Cover and Hart 1967, doi:10.1109/TIT.1967.1053964, for a mean in
/// place of a class.
Predictions knn_predictions(const std::vector<Features>& features,
                            const std::vector<Targets>& targets,
                            const Features& held_out, std::int64_t neighbours,
                            std::string name);

/// `knn_predictions`: learns and predicts in one.
StepKind knn_predictions_step();

}  // namespace moonstain
