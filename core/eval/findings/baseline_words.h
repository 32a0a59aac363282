#pragma once

#include <string>

#include "core/eval/findings/findings.h"

namespace moonstain {

/// How the model's headline number stands beside its baselines: what goes on
/// from the number in a sentence, ", less than the trivial predictor tissue
/// mask (0.741); the 2 sections are of one patient, which says nothing of
/// another".
///
/// - The baselines are those that a claim about the headline's metric names, in
///   its order and whatever came of them, and then the best of all null and
///   simple ones in the headline; an oracle or a ceiling is none.
/// - Which of the two is ahead is the sign of the paired gain over the items
///   that both define, not of the two means; one whose interval holds 0 is not
///   told apart, and without an interval the words say what lacks, and of how
///   many clusters the sign is (gain_by_cluster.h). One unit alone is set
///   beside the baseline and not called more or less.
///
/// @param findings  whose first predictor has a headline number
/// @param alone     the baselines' numbers are said and compared with nothing
/// @return          begins with ", " or "; ", and has no final point
std::string baseline_words(const Findings& findings, bool alone);

}  // namespace moonstain
