#pragma once

#include <string>
#include <vector>

#include "bindings/audit/replanner.h"
#include "bindings/lua/plan/plan.h"
#include "core/engine/plan/lineage.h"

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

/// A source of which nobody says what it was learned from.
struct UnknownSource {
  std::string source;
  std::vector<std::string> path;  ///< to a score
};

/// A switch that could not be turned to see whether a leak goes with it.
struct UnturnedSwitch {
  std::string name;  ///< "checkpoint and unit" where both were turned
  std::string error;
};

struct LeakReport {
  std::vector<JudgedLeak> leaks;  ///< worst first
  std::vector<UnknownSource> unknown;
  std::vector<UnturnedSwitch> unturned;
  bool all_acknowledged() const;
};

/// Traces the plan, and for each leak looks whether it is gone once a switch
/// of kind "leak" stands at its audited value: one by one, then all of them.
/// Where several remove it, the one that removes the fewest is named.
LeakReport judge_leaks(const Replanner& replanner, const lua::Plan& plan);

}  // namespace moonstain
