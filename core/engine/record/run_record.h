#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/record/events.h"

namespace moonstain {

/// What is kept of a run beside its results: `.moonstain/runs/<run>/` with
/// run.json, events.jsonl, logs/ and failed/. Written by the engine alone;
/// readers open the files and never wait.
struct RunRecord {
  std::string run;  ///< "0012"
  std::string recipe;
  std::string variant;
  std::string command;
  /// Of a recipe that came as a bundle or from a shelf, which: "first.moon
  /// sha256 9f2c..., shelf lab at commit 41d7..."; empty: a folder's.
  std::string origin;
  std::string state;   ///< "running", "done", "failed", "interrupted"
  std::string began;   ///< "2026-11-21T07:59:11Z"
  double seconds = 0;  ///< 0 while it runs
  std::string host;
  std::int64_t process = 0;
  /// When the process was started, as the kernel counts: a number of a process
  /// is used again. 0: not known.
  std::uint64_t process_start = 0;
  /// Where its results are named, as results.h remembers it; empty: not known.
  std::string results;
  NumericClass numbers;
  /// How its workers were confined, "landlock, seccomp"; empty: it had none.
  std::string jail;
  Digest plan;  ///< name of the plan's file, see plan_record.h
  RunCounts counts;
  /// Hex digests of the outputs' objects, by output name; empty where one
  /// is not there.
  std::map<std::string, std::vector<std::string>> outputs;
};

/// Names of the runs of a workspace, oldest first; none without a workspace.
std::vector<std::string> run_names(const std::filesystem::path& workspace);

/// @param run  name, or "latest" of those that have a record
/// @throws Error "no run '0042' in .moonstain; the latest is 0041"; on a run
///               without a record, as one is that was ended before it began
RunRecord read_run(const std::filesystem::path& workspace,
                   const std::string& run);

/// The record of a run, or nothing where it cannot be read: for who looks for a
/// run among all, of which an engine that was killed may have left one torn.
std::optional<RunRecord> whole_run(const std::filesystem::path& workspace,
                                   const std::string& run);

/// A run that is recorded as "running" but whose engine is gone was killed. Of
/// an engine on another host it cannot be told.
bool was_killed(const RunRecord& record);

/// The events from byte `offset` on; a line that is still being written is
/// left for the next call. @throws Error on a damaged line, with its number
struct EventsRead {
  std::vector<Event> events;
  std::uint64_t offset = 0;  ///< where to go on
};
EventsRead read_events(const std::filesystem::path& workspace,
                       const std::string& run, std::uint64_t offset = 0);

/// Log files of a run's tasks, by node: "logs/00007-patches.log".
std::map<NodeIndex, std::filesystem::path> run_logs(
    const std::filesystem::path& workspace, const std::string& run);

/// Name of a variant: "default", or the params set by the user and the switches
/// turned from their published value, sorted: "epochs=5,unit=audited". Letters,
/// digits and ".=,+-_" are kept, others become "_"; what would be longer than
/// 100 letters ends in a part of its digest.
std::string variant_name(const Graph& graph, const NumericClass& numbers);

/// The run of this variant that came last, else the last of the recipe.
/// @param before  only runs before this one; empty: all
std::optional<RunRecord> last_run(const std::filesystem::path& workspace,
                                  const std::string& recipe,
                                  const std::string& variant,
                                  const std::string& before = "");

// For the engine:

/// The folder of the next run, made with its folder for logs; its name.
std::string make_run(const std::filesystem::path& workspace);
void write_run(const std::filesystem::path& workspace, const RunRecord& record);

}  // namespace moonstain
