#pragma once

#include <string>

#include "core/eval/findings/findings.h"
#include "core/eval/findings/walk.h"

namespace moonstain {

/// That the parts of stored findings fit each other: what reads them looks
/// names up and takes lists to be as long as they must be.
///
/// - the first predictor alone is the model, and no two have one name;
/// - metrics and readings are ones that exist;
/// - every predictor has the readings and metrics of the model, the headline's
///   among them, and where nothing was scored none has any;
/// - a metric has a number and a distribution of every unit;
/// - a column of the items has as many numbers as there are names.
///
/// @param where   named in errors
/// @throws Error  "WHERE: predictor 'ridge' has no reading 'tissue'"
void check_findings(const Findings& findings, const std::string& where);

/// That the parts of a stored walk do: a stage before and behind each switch,
/// the arms of both ends, a bar a switch of every predictor of the end that is
/// shown in detail, and both ends with as many claims.
///
/// @throws Error  "WHERE: 2 switches, but 2 stages, expected one more"
void check_walk(const Walk& walk, const std::string& where);

}  // namespace moonstain
