#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/process/socket_usage.h"
#include "core/engine/program/process_watch.h"
#include "core/engine/program/run_process.h"
#include "core/engine/program/sandbox_start.h"
#include "core/engine/program/warm_message.h"
#include "core/engine/program/world.h"

namespace moonstain {

/// A confined program that this process keeps from one task to the next, each
/// task being a fork of it (warm_sandbox.h): what it imports is imported once.
///
/// It is watched while a task runs, and counts with it: a task's memory is that
/// of the program and of its fork, as if it had imported all that itself. A
/// limit that is reached ends both.
class WarmProgram {
 public:
  /// Starts it with the first task.
  ///
  /// @param world   with the folders that a task's own come over: /inputs,
  ///                /output, /tmp, /scratch/home
  /// @param words   what it is called with
  WarmProgram(ProgramWorld world, std::vector<std::string> words);
  /// Ends it.
  ~WarmProgram();
  WarmProgram(const WarmProgram&) = delete;
  WarmProgram& operator=(const WarmProgram&) = delete;

  /// Runs one task, whose mounts come to the world; see run_process.
  ///
  /// @param prepare  called when the program has imported all: gives the task
  ///                 what it needs of what that has left. @return why it cannot
  ///                 have that
  /// @param limits   of the same memory and disk for each task
  /// @return         nothing when the task could not begin: `refusal` says why,
  ///                 and no other can
  /// @throws Error   when its sandbox has ended meanwhile
  std::optional<ProcessEnd> run(const std::vector<ProgramWorld::Mount>& mounts,
                                const std::function<std::string()>& prepare,
                                const ProcessLimits& limits, Printing printing,
                                const std::string& what);

  const std::string& refusal() const { return refusal_; }
  /// Whether it takes another task.
  bool is_kept() const { return child_ > 0; }

 private:
  void start(const ProcessLimits& limits);
  std::optional<WarmAnswer> wait_for_answer(ProcessWatch& watch);
  ProcessEnd stopped(const ProcessWatch& watch);
  std::nullopt_t refuse(std::string why);
  void end();

  ProgramWorld world_;
  std::vector<std::string> words_;
  std::optional<SandboxStart> start_;
  std::optional<SocketUsage> sockets_;
  Printed printed_{Printing::kept};
  std::string said_first_;  ///< what importing has printed
  std::string refusal_;
  pid_t child_ = 0;
  bool ready_ = false;
};

}  // namespace moonstain
