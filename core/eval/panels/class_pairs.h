#pragma once

#include <string>
#include <vector>

#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/engine/step/inputs.h"

namespace moonstain {

/// Scores of classes beside the classes seen, of one unit by one predictor.
struct ClassPairs {
  std::string predictor;
  std::string about;  ///< unit: "her2st/B4", "tcga/BRCA"
  ObservedKind place = ObservedKind::spot;
  std::string class_noun;            ///< "class", "cell type"
  std::vector<std::string> classes;  ///< [classes]
  Matrix scores;                     ///< [places, classes]
  Matrix seen;                       ///< [places, classes] 1 or 0
};

/// Each of the predictions with the targets of its unit, in the order of the
/// predictions.
///
/// @param in      with inputs "targets" and "predictions"
/// @param step    begins errors
/// @throws Error  on predictions of a unit without targets, on two targets of
///                one unit, as `checked_places` (core/eval/metrics/observed.h),
///                on a target that is neither 0 nor 1, and where classes or
///                kinds of places differ between units
std::vector<ClassPairs> class_pairs(const Inputs& in, const std::string& step);

/// Place of a class by name; of the only one where none is named.
/// @throws Error naming the classes that there are
std::size_t class_named(const ClassPairs& pairs, const std::string& name,
                        const std::string& step);

}  // namespace moonstain
