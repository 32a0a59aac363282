#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bindings/lua/plan/plan.h"
#include "core/base/path.h"
#include "tools/cli/exported_run.h"
#include "tools/cli/session.h"

namespace moonstain {

/// The recipe of a run as it is now, planned under the run's settings.
struct PlannedAgain {
  /// Where it makes the very plan that the run followed: the same nodes, and
  /// params and switches with what the recipe says of them.
  std::optional<lua::Plan> plan;
  std::string why;  ///< else why there is none: "it makes another plan ..."
  fs::path recipe;  ///< its folder
};
PlannedAgain planned_again(const Session& session, const ExportedRun& run);

/// Gathers what a crate says of a run (core/eval/export/crate.h), and writes
/// it. The recipe goes in where it makes the same plan now as the run followed.
/// @return what is not in it and why, a sentence each
std::vector<std::string> write_run_crate(const Session& session,
                                         const ExportedRun& run,
                                         const PlannedAgain& again,
                                         const fs::path& folder);

}  // namespace moonstain
