#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/cli/commands/run.h"
#include "tools/cli/session.h"

namespace moonstain {

/// What `check` takes beside what `run` takes.
struct CheckOptions {
  RunOptions run;
  std::optional<double> sample;  ///< share of the stored results
  std::int64_t seed = 1;         ///< of the order of tasks and of the sample
  bool leaks = false;
  std::string unit = "patient";  ///< word of `leaks`' held-out UnitKind
  std::string against;           ///< a bundle with what is expected; or empty
};

/// Whether results repeat (all nodes twice), whether stored ones still come out
/// (`sample`), whether they are what a bundle expects (`against`), or whether
/// the plan has leaks that can be proven (`leaks`).
///
/// @return 1 when something differs, a leak is proven that the recipe does not
///         declare and acknowledge, or a node fails
int check_command(const Session& session, const CheckOptions& options);

}  // namespace moonstain
