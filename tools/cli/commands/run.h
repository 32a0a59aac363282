#pragma once

#include <cstdint>
#include <string>

#include "bindings/audit/leaks.h"
#include "core/engine/run/run.h"
#include "core/engine/slurm/settings.h"
#include "tools/cli/session.h"

namespace moonstain {

struct RunOptions {
  unsigned cores = 0;
  double memory_gb = 0;
  double task_memory_gb = 0;
  double timeout_s = 0;
  bool keep_going = false;
  bool no_wait = false;
  bool require_jail = false;
  bool yes = false;                ///< what is asked about a bundle
  std::string executor = "local";  ///< or "slurm"
  slurm::Settings slurm;
  std::string command;  ///< as typed
};

/// What --memory and its kind say, which is checked when the line is read; 0
/// where nothing is said.
inline std::uint64_t bytes_of_gb(double gb) {
  return static_cast<std::uint64_t>(gb * 1e9);
}

/// `moonstain run`: plans, runs what is missing, links results, renders the
/// report and says its first screen in words.
int run_command(const Session& session, const RunOptions& options);

/// How a run ended, and the leaks that it was judged by.
struct PlanRun {
  int code = kDone;
  RunOutcome outcome;
  LeakReport leaks;
};

/// What `run`, `audit` and `gate` have in common: runs a plan and says how it
/// ended.
///
/// @param command  "run" or "audit", for the line that repeats the report
/// @param variant  name of the results' folder; empty: by the plan's settings
/// @param judged   the plan whose leaks are told
PlanRun run_and_say(const Session& session, const RunOptions& options,
                    const lua::Plan& plan, const std::string& command,
                    const std::string& variant, const lua::Plan& judged);

/// The same for a plan that is judged itself.
PlanRun run_and_say(const Session& session, const RunOptions& options,
                    const lua::Plan& plan, const std::string& command,
                    const std::string& variant);

/// The same for who needs the exit code alone.
int run_plan(const Session& session, const RunOptions& options,
             const lua::Plan& plan, const std::string& command,
             const std::string& variant);

}  // namespace moonstain
