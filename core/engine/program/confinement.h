#pragma once

#include <string>
#include <vector>

#include "core/engine/program/run_process.h"
#include "core/engine/program/world.h"

namespace moonstain {

/// Runs a program in a sandbox (sandbox.h), a fresh process of this worker's
/// own program. @see run_process
///
/// Where real root started this, the program runs as nobody: the writable
/// folders of `world` become nobody's, see take_back.
///
/// @throws Error when the machine does not let it be confined, or nobody could
///         not read what the world shows
ProcessEnd run_confined(const ProgramWorld& world,
                        const std::vector<std::string>& words,
                        const ProcessLimits& limits, Printing printing,
                        const std::string& what);

/// Runs a program as it is, with this environment and folder alone, and no
/// right of root's but those that any worker has.
ProcessEnd run_unconfined(const ProgramWorld& world,
                          const std::vector<std::string>& words,
                          const ProcessLimits& limits, Printing printing,
                          const std::string& what);

/// Makes what a program wrote this user's own, as deep as a result may be:
/// none of it runs as its owner, each folder can be listed. To be done before
/// others can reach it, also where the program has failed.
void take_back(const fs::path& folder);

}  // namespace moonstain
