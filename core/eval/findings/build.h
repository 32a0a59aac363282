#pragma once

#include <string>
#include <vector>

#include "core/eval/findings/expected.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/findings_plan.h"
#include "core/eval/metrics/metrics.h"

namespace moonstain {

/// A held-out section and the unit it belongs to.
struct SectionUnit {
  std::string section;
  std::string patient;
};

/// Puts the model's scores beside those of its baselines and judges them.
///
/// Metrics are grouped by predictor (`Metrics::model`) and section; several of
/// one predictor and section are runs with other seeds, averaged for the
/// section, and their spread is given. A number is the mean over genes of a
/// section, then over sections; differences are paired by patient over the
/// genes that both sides define.
///
/// @param model      of one predictor; none where there was nothing to hold
///                   out: every number is undefined then, and `plan.model`
///                   names it
/// @param baselines  of any number of them, on the model's sections
/// @param sections   units of at least the sections scored
/// @param claims     none for a recipe without a published number
/// @throws Error     on a baseline without a kind, on sections, genes or
///                   transforms that differ between predictors, and on an
///                   oracle named as a baseline that counts
Findings make_findings(const FindingsPlan& plan,
                       const std::vector<Metrics>& model,
                       const std::vector<Metrics>& baselines,
                       const std::vector<SectionUnit>& sections,
                       const std::vector<Claim>& claims);

}  // namespace moonstain
