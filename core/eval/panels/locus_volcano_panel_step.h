#pragma once

#include <string>

#include "core/data/stored/locus_tests.h"
#include "core/eval/metrics/locus_scores.h"
#include "core/eval/panels/volcano_panel.h"

namespace moonstain {

class StepKind;

/// What a point of the volcano is.
enum class VolcanoPoints {
  by_feature,  ///< a feature, with the locus of the region where its p is least
  every_pair,  ///< a locus and a feature
};

/// The pairs of a region that were tested: effect and q, or p, by the rule.
/// Points are named "TOP2A" and, of a pair, "TOP2A at ERBB2".
///
/// @param pairs   of these tests
/// @throws Error  on more than 20,000 points
VolcanoPanel locus_volcano(const LocusTests& tests, const RegionPairs& pairs,
                           VolcanoPoints points);

/// `locus_volcano_panel`: the above.
StepKind locus_volcano_panel_step();

}  // namespace moonstain
