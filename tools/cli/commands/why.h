#pragma once

#include <string>
#include <vector>

#include "core/base/path.h"
#include "tools/cli/session.h"

namespace moonstain {

/// `moonstain why RECIPE NODE`: what made a result differ from the last run.
int why_command(const Session& session, const std::string& path);

/// `moonstain why --between A B`: what is not the same in two runs' plans
/// (core/engine/run/between.h), and which of their outputs came out the same.
/// @param runs  the two, the earlier or the later one first, as asked
int why_between_command(const fs::path& workspace,
                        const std::vector<std::string>& runs, bool json);

}  // namespace moonstain
