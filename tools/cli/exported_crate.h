#pragma once

#include <string>
#include <vector>

#include "core/base/path.h"
#include "tools/cli/exported_run.h"
#include "tools/cli/session.h"

namespace moonstain {

/// Gathers what a crate says of a run (core/eval/export/crate.h), and writes
/// it. The recipe goes in where it makes the same plan now as the run followed.
/// @return what is not in it and why, a sentence each
std::vector<std::string> write_run_crate(const Session& session,
                                         const ExportedRun& run,
                                         const fs::path& folder);

}  // namespace moonstain
