#pragma once

#include <string>
#include <vector>

#include "core/engine/plan/lineage.h"
#include "core/eval/report/report.h"
#include "tools/cli/session.h"

namespace moonstain {

/// A traced leak, and the switch whose turning removes it.
struct JudgedLeak {
  Leak leak;
  std::vector<std::string> path;  ///< "recipe.lua:31", "hist_model", ...
  /// Further ways of the same units and severity: "recipe.lua:40 ridge_model".
  std::vector<std::string> other_ways;
  /// "unit"; "checkpoint and unit" where only both together remove it; empty
  /// when the leak is unacknowledged.
  std::string acknowledged_by;
};

struct LeakReport {
  std::vector<JudgedLeak> leaks;  ///< worst first
  /// Sources of unknown origin, and switches that could not be turned.
  std::vector<std::string> notes;
  bool all_acknowledged() const;
};

/// Traces the plan, and for each leak looks whether it is gone once a switch
/// of kind "leak" stands at its audited value: one by one, then all of them.
/// Where several remove it, the one that removes the fewest is named.
LeakReport judge_leaks(const Session& session, const lua::Plan& plan);

/// "label      patient her2st/C on both sides of 5 scores    recipe.lua:31 ->
/// hist_model -> predictions -> metrics    (switch unit)", a line each.
std::string leaks_text(const LeakReport& report);

/// "recipe.lua:31 -> hist_model -> predictions"
std::string arrows(const std::vector<std::string>& path);

std::vector<LeakRow> leak_rows(const LeakReport& report);

}  // namespace moonstain
