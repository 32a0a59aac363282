#pragma once

#include "core/base/path.h"

namespace moonstain {

/// `moonstain runs`: the runs of a workspace, oldest first: number, when, how
/// it ended, recipe with what was set, and the headline of its page.
int runs_command(const fs::path& workspace, bool json);

}  // namespace moonstain
