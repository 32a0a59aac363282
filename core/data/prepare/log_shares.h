#pragma once

#include <string>
#include <vector>

#include "core/data/prepare/expression.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

/// The share of each gene in a spot, with one count added to every gene, on the
/// natural scale: ln(scale_to (n + 1) / (total + genes)), total and genes those
/// of the whole table. So a spot without counts has a value too. Computed in
/// float64, stored as float32.
///
/// @param genes     names in the order wanted; empty: all
/// @param scale_to  1 in ST-Net, 1e6 in IGI-DL
/// @throws Error    as `normalise`, and on a scale that is not above 0
///
/// Source: He et al. 2020, doi:10.1038/s41551-020-0578-x; Gao et al. 2024,
/// doi:10.1016/j.xcrm.2024.101536, whose file is rounded to four decimals.
Targets log_shares(const Dataset& dataset,
                   const std::vector<std::string>& genes, double scale_to,
                   Absent absent = Absent::refuse);

/// `log_share_targets`: this as a step.
StepKind log_share_targets_step();

}  // namespace moonstain
