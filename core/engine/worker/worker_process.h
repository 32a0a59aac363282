#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// What a worker program is started as, its first argument (worker.h).
inline constexpr const char* kTemplateWord = "--template";
inline constexpr const char* kResidentWord = "--resident";
inline constexpr const char* kGpusWord = "--gpus";
/// The socket to its engine.
inline constexpr int kEngineFile = 3;

/// Starts a worker program with `socket` as its file 3. It is in a process
/// group of its own, as Ctrl-C on the terminal is the engine's to handle, and
/// is killed when this process dies.
///
/// @param words      its arguments
/// @param variables  put over this process's environment; an empty value takes
///                   the variable away
/// @return           its process
/// @throws Error     "worker PATH cannot be started: ..."
pid_t start_worker(const fs::path& program,
                   const std::vector<std::string>& words,
                   const std::map<std::string, std::string>& variables,
                   int socket);

}  // namespace moonstain
