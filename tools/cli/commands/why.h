#pragma once

#include <string>

#include "tools/cli/session.h"

namespace moonstain {

/// `moonstain why PATH`: "findings.metrics[3].model".
int why_command(const Session& session, const std::string& path);

}  // namespace moonstain
