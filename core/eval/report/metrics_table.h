#pragma once

#include <string>
#include <vector>

#include "core/eval/findings/findings.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {

/// Every metric in the headline's reading, a row a metric and a column a
/// predictor: the headline's kind in each way over items, also with undefined
/// items counted and with every patient counting the same, then of each other
/// kind the mean over items or the number of the whole. "" where nothing was
/// scored.
std::string metrics_html(const Findings& findings,
                         const std::vector<Shown>& predictors);

}  // namespace moonstain::report
