#pragma once

#include <vector>

#include "core/eval/findings/expected.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/findings_plan.h"
#include "core/eval/findings/units.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {

/// Puts the model's scores beside those of its baselines and judges them.
///
/// Scores are grouped by predictor and unit; several of one predictor and unit
/// are runs with other seeds, averaged for the unit, and their spread is given.
/// A number is the mean over items of a unit, then over units as the plan
/// averages; differences are paired by unit over the items that both sides
/// define, and independent by cluster (patient).
///
/// @param model      of one predictor; none where there was nothing to hold
///                   out: every number is undefined then, and `plan.model`
///                   names it
/// @param baselines  of any number of them, on the model's units, but for those
///                   that `plan.partial` names; each says its kind
/// @param sections   units of at least the sections scored; those of a scored
///                   pair are of one patient
/// @param claims     none for a recipe without a published number
/// @param pooled     of all units as one set of places, one a predictor
///                   (pooled.h); none where they are scored by unit alone
/// @throws Error     on a baseline that says it is a model, on units, items or
///                   targets that differ between predictors, and on an oracle
///                   named as a baseline that counts
Findings make_findings(const FindingsPlan& plan,
                       const std::vector<Scores>& model,
                       const std::vector<Scores>& baselines,
                       const std::vector<SectionUnit>& sections,
                       const std::vector<Claim>& claims,
                       const std::vector<Scores>& pooled = {});

}  // namespace moonstain
