#pragma once

#include <string>
#include <vector>

#include "core/eval/findings/findings.h"
#include "core/eval/report/panels/panels.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {

/// Every predictor in every reading, undefined items left out and counted.
std::string readings_html(const Findings& findings,
                          const std::vector<Shown>& predictors);

/// Every held-out unit: the headline of every predictor, and then what is known
/// of the unit, which may be many numbers; a unit that evidence shows is a link
/// to it.
std::string units_table(const Findings& findings,
                        const std::vector<Shown>& predictors,
                        const Anchors& anchors);

/// The model's gain over each baseline; "" without baselines.
/// @param end  of a walk the end that the findings are of, "audited protocol";
///             "" of single findings
std::string gains_html(const Findings& findings, const std::string& end);

/// How the models were trained; "" where nothing is known.
/// @param end  as of `gains_html`
std::string training_html(const Findings& findings, const std::string& end);

/// The items of highest and lowest headline value, links to evidence that shows
/// them; all of them in the table's file. "" of one item.
std::string items_html(const Findings& findings,
                       const std::vector<Shown>& predictors,
                       const Anchors& anchors);

}  // namespace moonstain::report
