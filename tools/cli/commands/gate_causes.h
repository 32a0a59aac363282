#pragma once

#include <set>
#include <string>
#include <vector>

#include "bindings/lua/plan/plan.h"
#include "core/eval/gate/baseline.h"
#include "tools/cli/session.h"

namespace moonstain {

/// What moved since a baseline was made, and who says so.
struct GateCauses {
  std::vector<std::string> what;  ///< a phrase each
  std::string from;               ///< "run 0001", "the baseline's own record"
};

/// Where the workspace has the plan of the baseline, all in which the two plans
/// differ above the findings that have changed, with the path to the first node
/// of each (core/engine/run/between.h); else what their records tell
/// (`gate::made_differences`).
///
/// @param run       of this call, which is not asked
/// @param is        what was measured, as a baseline
/// @param findings  names of those of which a number or a leak has changed
GateCauses gate_causes(const Session& session, const lua::Plan& plan,
                       const std::string& run, const gate::Baseline& was,
                       const gate::Baseline& is,
                       const std::set<std::string>& findings);

}  // namespace moonstain
