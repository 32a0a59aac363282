#pragma once

#include <string>
#include <vector>

#include "core/eval/findings/findings.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {

/// The headline's number of every held-out section as a point, by patient, all
/// predictors beside it.
std::string unit_chart(const Findings& findings,
                       const std::vector<Shown>& predictors);

/// Per-gene values of the model by section as histograms, the strongest simple
/// baseline as an outline; undefined genes counted at the right. Empty where
/// the headline's metric is no correlation.
std::string distribution_chart(const Findings& findings,
                               const std::vector<Shown>& predictors);

}  // namespace moonstain::report
