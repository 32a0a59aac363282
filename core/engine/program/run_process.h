#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/engine/process/socket_usage.h"
#include "core/engine/program/process_limits.h"

namespace moonstain {

/// How a program and all that it started came to an end.
struct ProcessEnd {
  int code = -1;       ///< where it left by itself
  int signal = 0;      ///< where a signal ended it
  std::string reason;  ///< why it was ended; empty when it was not
  double cpu_s = 0;
  std::uint64_t peak_bytes = 0;  ///< as GroupUsage has it, ten times a second
  std::string printed;           ///< the last 8 kB of what it printed
};

/// Forks this process: the fork runs `body` as `run_process` says, and prints
/// into `printed`. @return its number; the caller waits for it
/// @throws Error when there is none to be had
pid_t start_process(const std::function<int()>& body,
                    const ProcessLimits& limits, const std::vector<int>& files,
                    int printed);

/// Runs `body` in a fork of this process until it and all that it started
/// have ended. What is left when it ends, or goes over a limit, is killed.
///
/// The fork has /dev/null as standard input, default signals, no core file,
/// `files` as files 3, 4, ... and no other open file; it ends with this
/// process. Limits of the kernel keep it from more than 16,384 open files a
/// process, 16,384 signals that wait, and 8 MB that are not to be swapped out.
///
/// @param body     executes a program, or returns the fork's exit code
/// @param what     named in progress reports, which go out while it uses a CPU
/// @param sockets  of its network namespace, looked at with its memory; null
///                 where it has none of its own
ProcessEnd run_process(const std::function<int()>& body,
                       const ProcessLimits& limits,
                       const std::vector<int>& files, Printing printing,
                       const std::string& what, SocketUsage* sockets = nullptr);

/// The end of a text for people: at most `lines` lines and 4 kB, what is not
/// plain text replaced.
std::string last_lines(const std::string& text, std::size_t lines);

}  // namespace moonstain
