#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/engine/plan/graph.h"
#include "core/engine/record/events.h"
#include "core/engine/run/run_settings.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

struct RunOutcome {
  enum class State { done, failed, interrupted };
  State state = State::done;
  std::string run;  ///< name of the run's folder: "0012"
  RunCounts counts;
  std::vector<TaskFailure> failures;
  /// Folders of the outputs in the store, by output name.
  std::map<std::string, std::vector<std::filesystem::path>> outputs;
  std::filesystem::path results;  ///< folder with the links
  std::string variant;
  double seconds = 0;
  double engine_cpu_s = 0;    ///< of this process, without workers
  double flush_cpu_s = 0;     ///< the part of it that flushes and rows took
  std::uint64_t flushes = 0;  ///< groups of results brought to the disk
};

/// Makes the outputs of `graph`: what is in the store is kept, the rest is run
/// in worker processes, several at once, in an order that puts what others
/// wait for first. The order never changes a result.
///
/// A task that fails stops what depends on it (and, without `keep_going`, new
/// tasks); crashed and killed workers count as failed tasks. SIGINT, SIGTERM
/// and SIGHUP end the run in state `interrupted`: workers are ended, what is
/// finished stays, a repeat goes on from there.
///
/// Must be called from a process without other threads that wait for signals.
///
/// @throws Error when nothing can be run: unknown output, unwritable workspace,
///               missing source file, a worker that does not start or is of
///               another numeric class, a workspace in use with `no_wait`
RunOutcome run(const Graph& graph, const Catalog& catalog,
               const RunSettings& settings);

}  // namespace moonstain
