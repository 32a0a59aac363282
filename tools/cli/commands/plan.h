#pragma once

#include <string>

#include "tools/cli/session.h"

namespace moonstain {

/// `moonstain plan`: what would run and why, what is kept, which leaks there
/// are. @param graph  "dot" for Graphviz's text, else empty
int plan_command(const Session& session, const std::string& graph);

/// `moonstain why PATH`: "findings.metrics[3].model".
int why_command(const Session& session, const std::string& path);

/// `moonstain lint`: leaks and what is of no use, from plans alone.
/// @return kWrong when a leak is unacknowledged
int lint_command(const Session& session);

}  // namespace moonstain
