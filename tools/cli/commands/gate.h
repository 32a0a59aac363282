#pragma once

#include <string>

#include "tools/cli/commands/run.h"
#include "tools/cli/session.h"

namespace moonstain {

struct GateOptions {
  RunOptions run;
  std::string baseline;  ///< path of its file
  bool update = false;
  bool by_unit = false;  ///< with `update`: rows of each unit, too
  std::string why;       ///< with `update`
  std::string junit;     ///< path of a report for CI; empty: none
  std::string summary;   ///< path of a text for a pull request; empty: none
};

/// `moonstain gate`: runs the recipe as `run` does, and compares all its
/// findings and leaks with a baseline that is kept in a file
/// (core/eval/gate/README.md). Says what moved and which input, option or
/// version did it: by the run of the baseline where this workspace still has
/// its plan, else by the baseline's own record.
///
/// @return kGateFailed when a metric or a leak fails, kNodeFailed when the run
///         did
/// @throws Error on a baseline that is missing, malformed, of another recipe or
///               of other settings, before anything is run
int gate_command(const Session& session, const GateOptions& options);

}  // namespace moonstain
