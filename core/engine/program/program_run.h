#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/engine/program/interpreter.h"
#include "core/engine/program/process_limits.h"
#include "core/engine/program/program_task.h"
#include "core/engine/program/program_view.h"
#include "core/engine/program/run_process.h"
#include "core/engine/program/warm_programs.h"
#include "core/engine/step/inputs.h"
#include "core/engine/step/options.h"

namespace moonstain {

/// One program being run, for one task.
class ProgramRun {
 public:
  /// @param out   the folder that it is to fill
  /// @param warm  programs that this process keeps: one of them is forked where
  ///              the task can be a fork (program_step.h), and is kept for the
  ///              next one
  /// All of them have to outlive this.
  ProgramRun(const Inputs& inputs, const Options& options, const fs::path& out,
             WarmPrograms& warm);

  /// Runs it to its end. What it wrote is then this user's own, and has been
  /// looked through (output.h), but not opened.
  /// @throws Error when it cannot be started as declared, when it did not end
  ///               well (program_end.h), or wrote what is no result
  void run();

  /// What the task may take.
  const ProcessLimits& limits() const { return view_.limits(); }

 private:
  bool is_placed() const;
  bool forks_tasks() const;
  std::string warm_key() const;
  std::string version_of(const Interpreter& interpreter);
  std::vector<std::string> command(const Interpreter& interpreter) const;
  void start_kept(const Interpreter& interpreter);
  std::optional<ProcessEnd> run_forked(const Interpreter& interpreter);

  ProgramTask task_;
  ProgramView view_;
  WarmPrograms& warm_;
  KeptProgram* kept_ = nullptr;  ///< that the task is forked from
};

}  // namespace moonstain
