#pragma once

#include <string>

#include "core/base/path.h"

namespace moonstain {

/// Tries one thing that a step may not do, by its name: "tcp socket", "write",
/// "ptrace", ...; attempts.cpp has them all.
///
/// @param target  a path, a process or a port that it is tried on
/// @param out     the step's own folder
/// @return        0 or above: it worked; else errno says why not
/// @throws        std::out_of_range for another name
long try_it(const std::string& attempt, const std::string& target,
            const fs::path& out);

/// The worker's own socket, over which it talks with the engine; -1: none.
int inherited_socket();

}  // namespace moonstain
