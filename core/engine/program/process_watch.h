#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/engine/process/group_usage.h"
#include "core/engine/process/output_pipe.h"
#include "core/engine/program/process_limits.h"

namespace moonstain {

/// What a program prints: passed on where it is wanted, its end kept.
class Printed {
 public:
  explicit Printed(Printing printing) : printing_(printing) {}

  OutputPipe& pipe() { return pipe_; }
  std::uint64_t bytes() const { return bytes_; }

  /// From here on what comes is another program's.
  void begin(Printing printing);
  /// Takes what was printed and not yet taken, at most one piece.
  /// @return whether there may be more
  bool take();
  /// As if it had just been printed.
  void add(std::string_view text);
  /// The last 8 kB. What comes afterwards is another program's.
  std::string end();

 private:
  Printing printing_;
  OutputPipe pipe_{"cannot make a pipe for its output"};
  std::uint64_t bytes_ = 0;
  std::string end_;
};

/// Looks at a program again and again: its memory, time, what it writes and
/// prints. One that goes over a limit is killed.
class ProcessWatch {
 public:
  using Processes = std::function<std::vector<Descendant>()>;

  /// Limits, `printed` and `sockets` outlive the watch.
  ///
  /// @param child      killed when a limit is reached
  /// @param what       named in progress reports
  /// @param processes  all that counts as the program's
  ProcessWatch(pid_t child, const ProcessLimits& limits, std::string what,
               Printed& printed, SocketUsage* sockets, Processes processes);

  /// Waits a moment, or until `file` can be read; takes what it prints, and
  /// looks ten times a second.
  void pass(int file);
  /// Why it was ended; empty when it was not.
  const std::string& reason() const { return reason_; }
  std::uint64_t peak_bytes() const { return usage_.peak_bytes(); }

 private:
  using Clock = std::chrono::steady_clock;

  void look(Clock::time_point now);
  std::uint64_t free_bytes() const;
  std::uint64_t disk_bytes(std::uint64_t named_bytes,
                           const std::vector<Descendant>& processes);
  void look_at_disk(const std::vector<Descendant>& processes);
  void stop(std::string reason);

  pid_t child_;
  const ProcessLimits& limits_;
  std::string what_;
  Printed& printed_;
  SocketUsage* sockets_;
  Processes processes_;
  std::string reason_;
  Clock::time_point began_ = Clock::now();
  Clock::time_point looked_ = began_;
  Clock::time_point said_ = began_;
  Clock::time_point disk_look_ = began_;
  double cpu_s_ = 0;
  GroupUsage usage_{sockets_, limits_.memory_bytes};
  /// On which its folders lie, with one of them.
  std::map<dev_t, fs::path> devices_;
  std::uint64_t seen_bytes_ = 0;  ///< when it could all be seen
  std::uint64_t free_bytes_ = 0;  ///< at that time
};

}  // namespace moonstain
