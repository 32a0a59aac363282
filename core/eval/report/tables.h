#pragma once

#include <string>
#include <vector>

#include "core/eval/findings/findings.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {

/// All predictors in all readings, with undefined genes.
std::string readings_html(const Findings& findings,
                          const std::vector<Shown>& predictors);
/// Numbers of the unit chart.
std::string units_table(const Findings& findings,
                        const std::vector<Shown>& predictors);
/// Gains over each baseline, paired by patient; "" without baselines.
std::string comparisons_html(const Findings& findings);
/// The genes with the highest and lowest numbers.
std::string genes_html(const Findings& findings,
                       const std::vector<Shown>& predictors);

}  // namespace moonstain::report
