#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace moonstain {

/// What a program may take.
struct ProcessLimits {
  std::uint64_t memory_bytes = std::uint64_t{2} << 30;  ///< of all together
  double seconds = 3600;
  /// Of what it prints.
  std::uint64_t log_bytes = std::uint64_t{64} << 20;
};

/// How a program and all that it started came to an end.
struct ProcessEnd {
  int code = -1;       ///< where it left by itself
  int signal = 0;      ///< where a signal ended it
  std::string reason;  ///< why it was ended; empty when it was not
  double cpu_s = 0;
  std::uint64_t peak_bytes = 0;  ///< resident, seen ten times a second
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
/// process.
///
/// @param body  executes a program, or returns the fork's exit code
/// @param what  named in progress reports, which go out while it uses a CPU
ProcessEnd run_process(const std::function<int()>& body,
                       const ProcessLimits& limits,
                       const std::vector<int>& files, Printing printing,
                       const std::string& what);

/// The end of a text for people: at most `lines` lines and 4 kB, what is not
/// plain text replaced.
std::string last_lines(const std::string& text, std::size_t lines);

}  // namespace moonstain
