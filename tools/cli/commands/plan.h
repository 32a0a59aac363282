#pragma once

#include <string>

#include "tools/cli/session.h"

namespace moonstain {

/// `moonstain plan`: what would run and why, what is kept, which leaks there
/// are. @param graph  "dot" for all nodes as Graphviz's text, "svg" for a
/// picture of its steps (plan_picture.h), else empty
int plan_command(const Session& session, const std::string& graph);

}  // namespace moonstain
