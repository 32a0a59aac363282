#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/path.h"
#include "core/engine/program/run_process.h"

namespace moonstain {

/// What a confined program sees of the machine: these, a fresh /proc and a
/// /dev of its own. No network, no other process, no capability, no way to
/// more of either; the rest of its root is empty and read-only.
struct ProgramWorld {
  struct Mount {
    fs::path from;
    std::string to;
    bool writable = false;
  };
  std::vector<Mount> mounts;
  std::vector<std::pair<std::string, std::string>> links;  ///< target, path
  std::map<std::string, std::string> environment;
  std::string folder;  ///< where it starts
};

/// Adds the folders of `root` ("/" is the host's) in which programs and
/// libraries lie; of /etc what loaders and interpreters need, and of another
/// root all.
void show_system(ProgramWorld& world, const fs::path& root);

/// Runs a program confined, by bubblewrap. @see run_process
/// @throws Error when the machine does not let it be confined
ProcessEnd run_confined(const ProgramWorld& world,
                        const std::vector<std::string>& words,
                        const ProcessLimits& limits, Printing printing,
                        const std::string& what);

/// Runs a program as it is, with this environment and folder alone.
ProcessEnd run_unconfined(const ProgramWorld& world,
                          const std::vector<std::string>& words,
                          const ProcessLimits& limits, Printing printing,
                          const std::string& what);

}  // namespace moonstain
