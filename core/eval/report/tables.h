#pragma once

#include <string>
#include <vector>

#include "core/eval/findings/findings.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {

/// Every predictor in every reading, undefined items left out and counted.
std::string readings_html(const Findings& findings,
                          const std::vector<Shown>& predictors);

/// Every held-out unit: what is known of it, and the headline of every
/// predictor.
std::string units_table(const Findings& findings,
                        const std::vector<Shown>& predictors);

/// The model's gain over each baseline; "" without baselines.
std::string gains_html(const Findings& findings);

/// How the models were trained; "" where nothing is known.
std::string training_html(const Findings& findings);

/// The items of highest and lowest headline value; "" of one item.
std::string items_html(const Findings& findings,
                       const std::vector<Shown>& predictors);

}  // namespace moonstain::report
