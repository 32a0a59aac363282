#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/eval/findings/walk.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {

/// From published to audited: a bar a switch, its range over orders, all
/// predictors at every stage; scoring bars set apart from leak bars by hatch,
/// colour and word. Bars without a number are drawn as undefined.
std::string waterfall_chart(const Walk& walk,
                            const std::vector<Shown>& predictors);

/// The same as a table: a row a stage, the predictors' numbers as columns.
std::string waterfall_table(const Walk& walk,
                            const std::vector<Shown>& predictors);

/// What the reader needs to know of the orders: one sentence.
std::string orders_sentence(const Walk& walk);

/// Stages of the recipe's order that were run and at which the model ended in
/// constant predictions, as one sentence; "" when at none.
std::string collapsed_stages_sentence(const Walk& walk);

/// The same of stages whose models were not fitted.
std::string unfitted_stages_sentence(const Walk& walk);

/// A predictor's number when the first `turned` switches stand at audited.
double stage_value(const Walk& walk, std::size_t turned,
                   const std::string& predictor);
/// The same in the size-matched arm of that stage; NaN when there is none.
double size_matched_value(const Walk& walk, std::size_t turned,
                          const std::string& predictor);

}  // namespace moonstain::report
