#pragma once

#include <string>

#include "core/eval/findings/findings.h"
#include "core/eval/findings/walk.h"

namespace moonstain {

/// What findings say, in one plain sentence for somebody who reads no further:
///
///     Here hist model scores 0.580 (mean Pearson r over genes, whole grid,
///     section held out), less than the trivial predictor tissue mask (0.741);
///     the 2 sections are of one patient, which says nothing of another.
///
/// It is made of computed values alone, and claims no more than they do:
/// - what stands beside the number is said as `baseline_words` says it;
/// - a model that has collapsed, was not fitted, has no number, or was scored
///   on a specimen that also stands on its training side is called so first,
///   and no verdict is given on what it scores;
/// - the published number stands in it where it is one of this metric and
///   reading that can be judged here, with its verdict; where the paper reports
///   none, that;
/// - where nothing was scored and claims say what a trivial answer scores by
///   arithmetic, that comes first, with how sure the published numbers are by
///   their own counts.
std::string headline_sentence(const Findings& findings);

/// The same of both ends, the published one first.
std::string headline_sentence(const Walk& walk);

}  // namespace moonstain
