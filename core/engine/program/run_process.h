#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/engine/process/socket_usage.h"

namespace moonstain {

/// What a program may take, with all that it starts.
struct ProcessLimits {
  std::uint64_t memory_bytes = std::uint64_t{2} << 30;
  double seconds = 3600;
  /// From when these count; else from its start.
  std::optional<std::chrono::steady_clock::time_point> began{};
  /// Of one file (RLIMIT_FSIZE, as far as it is not smaller than memory_bytes),
  /// and of all that lies in `folders`; looked at once a second.
  std::uint64_t disk_bytes = std::uint64_t{20} << 30;
  std::uint64_t files = 500'000;  ///< and folders, in `folders`
  std::vector<fs::path> folders{};
  /// Of what it prints.
  std::uint64_t log_bytes = std::uint64_t{64} << 20;
};

/// How a program and all that it started came to an end.
struct ProcessEnd {
  int code = -1;       ///< where it left by itself
  int signal = 0;      ///< where a signal ended it
  std::string reason;  ///< why it was ended; empty when it was not
  double cpu_s = 0;
  std::uint64_t peak_bytes = 0;  ///< as GroupUsage has it, ten times a second
  std::string printed;           ///< the last 8 kB of what it printed
};

/// Where what a program prints goes beside ProcessEnd::printed.
enum class Printing {
  to_log,  ///< to this process's standard output, as it comes
  kept,    ///< nowhere
};

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

/// As a declaration has it: 2.5e9 are 2.5.
double gigabytes(std::uint64_t bytes);

/// The end of a text for people: at most `lines` lines and 4 kB, what is not
/// plain text replaced.
std::string last_lines(const std::string& text, std::size_t lines);

}  // namespace moonstain
