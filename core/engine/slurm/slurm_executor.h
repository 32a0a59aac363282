#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/path.h"
#include "core/engine/jail/jail.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/slurm/array.h"
#include "core/engine/slurm/command.h"
#include "core/engine/slurm/files.h"
#include "core/engine/slurm/settings.h"
#include "core/engine/slurm/state.h"
#include "core/engine/store/workspace.h"
#include "core/engine/worker/executor.h"
#include "core/engine/worker/worker_pool.h"

namespace moonstain::slurm {

/// How a cluster's jobs run their tasks; each means what it does in
/// RunSettings.
struct TaskSettings {
  fs::path worker;  ///< the program moonstain-worker, on the nodes too
  NumericClass numbers;
  JailSettings jail;
  double task_limit_s = 0;
  double stall_limit_s = 0;
  bool keep_going = false;
  Settings slurm;
};

/// Runs tasks as jobs of a Slurm cluster.
///
/// Tasks that are ready together go out as arrays of jobs, each job with as
/// many of them as make it last minutes. What comes back are files in the
/// array's folder (files.h); Slurm itself is asked, once every few
/// seconds for all jobs, only which of them still live. So nothing is lost
/// when the engine is killed, Slurm's controller is restarted, or a job is
/// started anew: the next engine takes up what is there, and waits for what
/// still runs.
///
/// Jobs are known by the array's name, which holds the workspace and the run,
/// never by Slurm's numbers, which a controller may give out twice.
class SlurmExecutor : public Executor {
 public:
  /// Takes up the arrays of earlier engines.
  /// @param run  name of the run, new in this workspace
  /// @throws Error when Slurm's commands are missing or its controller does
  ///               not answer
  SlurmExecutor(TaskSettings settings, const Workspace& workspace,
                const std::string& run);
  /// Leaves jobs as they are: the next engine takes them up.
  ~SlurmExecutor() override;

  bool has_room(const RunningTasks&, const Needs&) const override {
    return true;
  }
  unsigned start(const Task& task, const TaskAsk& ask) override;
  std::vector<int> files() const override;
  std::vector<WorkerReport> reports() override;
  void watch(RunningTasks&, RunningTasks::Clock::time_point) override {}
  std::vector<Needs> needs(const std::vector<NeedsQuery>& queries) override {
    return pool_.needs(queries);
  }
  const std::string& program() const override { return pool_.program(); }
  /// A job whose machine cannot confine steps fails where that is required.
  std::string jail() const override { return "by the machine of each job"; }
  std::string jail_gap() const override { return ""; }
  bool hold() override;
  void cancel() override;

 private:
  using Clock = std::chrono::steady_clock;

  /// A task of this engine.
  struct Entry {
    Task task;
    TaskAsk ask;
    unsigned memory_factor = 1;
    unsigned time_factor = 1;
    unsigned lost = 0;  ///< how often its job went without a word
  };
  struct Job {
    std::vector<unsigned> tasks;  ///< numbers in the array, in order
    JobState state;               ///< as last heard; empty: never listed
    unsigned missing = 0;         ///< queries in a row that did not list it
    bool over = false;
  };
  struct Array {
    Folder folder;
    Record record;
    std::vector<Job> jobs;
    std::map<unsigned, unsigned> entries;  ///< number in the array: our task
    std::set<unsigned> results;            ///< there, and nobody's yet
    std::set<unsigned> taken;
    bool adopted = false;
  };

  void adopt_arrays();
  bool take_up(unsigned entry);
  void gather_states(std::vector<WorkerReport>& out);
  void gather_results(std::vector<WorkerReport>& out);
  void take_result(Array& array, unsigned number,
                   std::vector<WorkerReport>& out);
  void hear(const States& states, std::vector<WorkerReport>& out);
  void judge(Array& array, unsigned index, Fate fate,
             std::vector<WorkerReport>& out);
  void again(unsigned entry);
  void submit(std::vector<WorkerReport>& out);
  void submit_array(const Request& request,
                    const std::vector<std::vector<unsigned>>& jobs,
                    std::vector<WorkerReport>& out);
  void report_failure(unsigned entry, const std::string& error,
                      std::vector<WorkerReport>& out);
  void report_failures(const std::vector<unsigned>& entries,
                       const std::string& error,
                       std::vector<WorkerReport>& out);
  bool retry(unsigned entry, unsigned memory_factor, unsigned time_factor,
             std::vector<WorkerReport>& out);
  bool any_out() const;
  double expected_s(const Entry& entry) const;
  void remove_finished();
  void cancel_jobs(bool running_too);

  TaskSettings settings_;
  Workspace workspace_;
  std::string run_;
  std::string prefix_;  ///< of our job names
  WorkerPool pool_;     ///< a template, for the steps' needs
  unsigned most_jobs_ = 1;
  unsigned next_entry_ = 0;
  unsigned next_array_ = 1;
  std::map<unsigned, Entry> entries_;
  std::deque<unsigned> waiting_;
  std::map<std::string, Array> arrays_;  ///< by the folder's name
  /// Tasks of earlier engines, by key.
  std::unordered_multimap<Digest, std::pair<std::string, unsigned>> adoptable_;
  std::map<std::string, std::pair<double, unsigned>> learned_;  ///< by step
  std::unique_ptr<Command> query_;
  std::vector<std::string> asked_;  ///< arrays in the query
  Clock::time_point asked_at_, answered_at_, scanned_at_, submit_from_,
      held_at_;
  bool holding_ = false;
};

}  // namespace moonstain::slurm
