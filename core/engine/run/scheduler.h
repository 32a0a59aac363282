#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/path.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/served_sections.h"
#include "core/engine/plan/step_times.h"
#include "core/engine/record/run_log.h"
#include "core/engine/run/input_check.h"
#include "core/engine/run/resolution.h"
#include "core/engine/run/run_settings.h"
#include "core/engine/run/same_key.h"
#include "core/engine/step/catalog.h"
#include "core/engine/store/flusher.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/store.h"
#include "core/engine/store/workspace.h"
#include "core/engine/worker/executor.h"
#include "core/engine/worker/running_tasks.h"

namespace moonstain {

/// Runs what a graph still needs, once the workspace is locked and the run has
/// its folder. One call of `run_all` for each object.
class Scheduler {
 public:
  /// @param settings  `cores` and `memory_bytes` say how much there is
  Scheduler(const Graph& graph, const Catalog& catalog,
            const RunSettings& settings, const Workspace& workspace,
            Ledger& ledger, RunLog& log);

  /// The files of known outputs must be there with their sizes: they are what
  /// is linked to.
  void check_outputs();

  /// Whether a task must be run.
  bool has_work() const;
  /// The event with the counts before the first task.
  void say_planned();

  /// Finds all files that tasks known to run will read, before anything is
  /// run: an error after hours would come too late.
  /// @throws Error   naming a source that is missing
  void find_sources();

  /// Programs must not declare more memory than there is for them.
  /// @throws Error   naming the first that does, with its place in the recipe
  void check_needs() const;

  /// Runs tasks until nothing is left, a failure stops it, or `signals`
  /// becomes readable.
  /// @param run       name of the run
  /// @param executor  runs the tasks, to the last of which it must live
  /// @param signals   a signalfd
  /// @return          whether it was interrupted
  /// @throws Error    on what is no task's fault: the store cannot be written,
  ///                  a source is missing, workers cannot be started
  bool run_all(const std::string& run, Executor& executor, int signals);

  RunCounts counts() const;
  const std::vector<TaskFailure>& failures() const { return failures_; }
  const Resolution& resolution() const { return resolution_; }
  /// How the workers were confined; empty where none was started.
  const std::string& jail() const { return jail_; }
  double flush_cpu_s() { return flusher_ ? flusher_->cpu_seconds() : 0; }
  std::uint64_t flushes() { return flusher_ ? flusher_->groups() : 0; }

  /// An event with counts and estimate; of a node when one is given.
  Event event(EventKind kind, std::optional<NodeIndex> node = {}) const;

 private:
  using Clock = std::chrono::steady_clock;

  // scheduler.cpp: the whole run
  std::optional<KnownResult> look_up(const Digest& key);
  std::vector<NodeIndex> open_nodes() const;
  void say_jail();
  void take_news();
  void start_ready();
  bool wait(int signals);
  void interrupt(int signals);
  void watch_running();
  void warn(NodeIndex node, const std::string& message);

  // scheduler_tasks.cpp: one task, from its start to its end
  bool start(NodeIndex node);
  Task task_of(NodeIndex node);
  TaskAsk ask_of(NodeIndex node) const;
  std::string file_name(NodeIndex node) const;
  std::string log_of(NodeIndex node) const;
  void hear(const WorkerReport& report);
  void finish(NodeIndex node, const TaskResult& result);
  void succeed(NodeIndex node, StoredObject made, const TaskResult& result);
  void share(NodeIndex node, const KnownResult& made);
  void fail_task(NodeIndex node, const std::string& words,
                 const TaskResult& result);

  // scheduler_again.cpp: what is made or run again
  void check_shape(NodeIndex node);
  bool inputs_there(NodeIndex node);
  void make_again(NodeIndex node, const TaskResult& result);
  bool sources_left_alone(NodeIndex node, const TaskResult& result);
  void lose(NodeIndex node, const Digest& object, const std::string& problem);
  void give_back(NodeIndex node, const fs::path& stage);
  void compare_with_known(NodeIndex node, const Digest& object);

  const Graph& graph_;
  const Catalog& catalog_;
  const RunSettings& settings_;
  const Workspace& workspace_;
  Ledger& ledger_;
  RunLog& log_;
  Store store_;
  StepTimes estimate_;
  mutable std::optional<ServedSections> served_;  ///< once an event asks

  // What is known, and what is to run.
  std::function<std::optional<KnownResult>(const Digest&)> stored_;
  std::unordered_map<Digest, KnownResult> fresh_;  ///< of this run, by key
  Resolution resolution_;
  InputCheck inputs_;
  std::vector<double> ranks_;
  /// Ready nodes: longest way first, then the recipe's order.
  std::set<std::pair<double, NodeIndex>> queue_;
  std::unordered_map<NodeIndex, Needs> needs_;

  // What runs, and what has become of it.
  Executor* executor_ = nullptr;  ///< while `run_all` runs
  RunningTasks running_;
  SameKey same_key_;
  std::vector<TaskFailure> failures_;
  std::optional<Flusher> flusher_;

  std::string run_;
  std::string logs_;  ///< what the path of each log begins with
  std::string host_;
  std::string jail_;
  Clock::time_point ticked_;
  Clock::time_point written_;
};

}  // namespace moonstain
