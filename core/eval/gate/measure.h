#pragma once

#include <string>
#include <vector>

#include "core/eval/findings/findings.h"
#include "core/eval/gate/baseline.h"

namespace moonstain::gate {

/// The numbers of findings as rows of a baseline, exact, without a reason. A
/// number of the judged kind of predictor (a model) may move in the direction
/// that its metric calls better; one of a baseline, and what says nothing of a
/// prediction, must stay: the comparison would be another one.
///
/// @param name  of the output: "findings"
/// @param rows  with those of each unit, or not
/// @return      sorted by key
std::vector<Row> rows_of(const std::string& name, const Findings& findings,
                         RowsOf rows);

/// The leaks of a plan, sorted, each step once, and as one where they are alike
/// in all but their units.
std::vector<Leak> tidied(std::vector<Leak> leaks);

}  // namespace moonstain::gate
