#pragma once

#include <string>

#include "tools/cli/session.h"

namespace moonstain {

/// `moonstain plan`: what would run and why, what is kept, which leaks there
/// are. @param graph  "dot" for Graphviz's text, else empty
int plan_command(const Session& session, const std::string& graph);

}  // namespace moonstain
