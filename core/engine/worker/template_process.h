#pragma once

#include <sys/types.h>

#include <map>
#include <string>

#include "core/base/path.h"

namespace moonstain {

/// Starts a worker program as a template (worker_template.h), with `socket` as
/// its file 3. It is in a process group of its own, as Ctrl-C on the terminal
/// is the engine's to handle, and is killed when this process dies.
///
/// @param variables  put over this process's environment; an empty value takes
///                   the variable away
/// @return           its process
/// @throws Error     "worker PATH cannot be started: ..."
pid_t start_template(const fs::path& program,
                     const std::map<std::string, std::string>& variables,
                     int socket);

}  // namespace moonstain
