#pragma once

#include <string>

#include "core/base/path.h"

namespace moonstain {

/// `moonstain status`: the latest run, or the one that is at work, and its
/// running tasks. Reads the run's record alone and never waits.
int status_command(const fs::path& workspace, const std::string& run,
                   bool json);

}  // namespace moonstain
