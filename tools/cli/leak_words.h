#pragma once

#include <string>
#include <vector>

#include "bindings/audit/leaks.h"
#include "core/base/json.h"
#include "core/eval/report/context.h"

namespace moonstain {

/// "leak (label): patient her2st/C on both sides of 5 scores    recipe.lua:31
/// -> hist_model -> predictions -> expression_scores    acknowledged: switch
/// unit", a line each, and below them the notes. Under a leak that is not
/// acknowledged stands why each switch does not remove it.
std::string leaks_text(const LeakReport& report);

/// "oracle: spot_depth of her2st/B4 was made from its own targets
/// recipe.lua:241 -> depth_predictions -> expression_scores", a line each.
std::string oracles_text(const LeakReport& report);

/// [{"predictors", "input", "units", "path"}, ...]
Json oracles_json(const LeakReport& report);

/// "NOT acknowledged by a switch", "acknowledged: switch unit", or
/// "acknowledged: switch unit (lost there: scores of her2st/C2)".
std::string acknowledgement(const JudgedLeak& leak);

/// A leak in a line: its unit, its path, and its acknowledgement.
std::string leak_line(const JudgedLeak& leak);

/// What else there is to say: sources of unknown origin, leaks that come with
/// the audited values, and switches that could not be turned.
std::vector<std::string> leak_notes(const LeakReport& report);

std::vector<report::LeakRow> leak_rows(const std::vector<JudgedLeak>& leaks);

/// [{"severity", "unit", "copies", "path", "other_ways", "acknowledged_by",
///   "not_scored", "tried": [{"switch", "reason"}, ...]}, ...]
Json leaks_json(const LeakReport& report);

}  // namespace moonstain
