#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/worker/worker_pool.h"

namespace moonstain::slurm {

/// The folder of one array of jobs, on the file system that the engine and the
/// machines of the cluster share. All that they tell each other lies here, so
/// that either side may be away or begin anew.
///
///     WORKSPACE/slurm/0012-003/   third array of run 0012
///         record          keys of each job's tasks; there before the jobs are
///         script          what a job starts
///         batch/7         what job 7 of the array is to do
///         out/7           what Slurm's job 7 printed
///         stage/41-9f2c   what task 41 writes, one folder a try
///         log/41-9f2c     what it printed
///         result/41       what became of task 41; comes by rename, whole
///         broken/7        why job 7 could not run any task
///         cancelled       the engine has cancelled the jobs
///
/// A task may be run twice, by a job that Slurm has started anew: each try has
/// a stage of its own, and the result names the stage it is about.
struct Folder {
  fs::path root;

  std::string name() const { return root.filename().native(); }
  fs::path record() const { return root / "record"; }
  fs::path script() const { return root / "script"; }
  fs::path batch(unsigned job) const;
  fs::path out(unsigned job) const;
  fs::path broken(unsigned job) const;
  fs::path results() const { return root / "result"; }
  fs::path result(unsigned task) const;
  fs::path cancelled() const { return root / "cancelled"; }
};

/// Makes the folders of a new array.
void make_array_folders(const Folder& folder);

/// What one job is to do: tasks one after the other, by their numbers.
struct Batch {
  NumericClass numbers;
  double task_limit_s = 0;   ///< as in RunSettings
  double stall_limit_s = 0;  ///< as in RunSettings
  /// No further task is begun after so long; the engine hands out the rest
  /// anew, knowing better how long they take.
  double budget_s = 0;
  JailSettings jail;                             ///< as in RunSettings
  std::vector<std::pair<unsigned, Task>> tasks;  ///< name and log are not set
};

/// A record of what was asked of Slurm, for an engine that comes later.
struct Record {
  std::string job_name;
  std::uint64_t memory_mb = 0;
  unsigned time_min = 0;
  /// Of each job the numbers and keys of its tasks, in order.
  std::vector<std::vector<std::pair<unsigned, Digest>>> jobs;
};

/// What became of a task.
struct Result {
  TaskResult task;
  bool out_of_memory = false;  ///< what killed it looks like that
  std::string stage;           ///< names below stage/ and log/
  std::string log;             ///< empty: it printed nothing
  std::string job;             ///< Slurm's number of the job, "12_7"
};

void write_batch(const Folder& folder, unsigned job, const Batch& batch);
Batch read_batch(const Folder& folder, unsigned job);

void write_record(const Folder& folder, const Record& record);
Record read_record(const Folder& folder);

/// Old or new, never a part, whoever else writes the same at the same time.
void write_result(const Folder& folder, unsigned task, const Result& result);
Result read_result(const Folder& folder, unsigned task);

/// Numbers of the tasks that have a result, sorted.
std::vector<unsigned> list_results(const Folder& folder);

/// 16 hexadecimal digits that nobody else has.
std::string unique_name();

}  // namespace moonstain::slurm
