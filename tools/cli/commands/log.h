#pragma once

#include <string>

#include "core/base/path.h"

namespace moonstain {

/// `moonstain log RUN`: what happened, a line each. @param node  not empty:
/// the log of this task instead, by number, or by step and section
int log_command(const fs::path& workspace, const std::string& run,
                const std::string& node, bool json);

}  // namespace moonstain
