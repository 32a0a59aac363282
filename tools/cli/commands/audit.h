#pragma once

#include "tools/cli/commands/run.h"
#include "tools/cli/session.h"

namespace moonstain {

/// `moonstain audit`: what `run` does, for the walk from published to audited.
int audit_command(const Session& session, const RunOptions& options);

}  // namespace moonstain
