#pragma once

#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/engine/worker/running_tasks.h"
#include "core/engine/worker/task.h"

namespace moonstain {

/// What is known of a task beside what it is.
struct TaskAsk {
  Digest key;  ///< of its result: the same work has the same key in every run
  Needs needs;
  double expected_s = -1;  ///< below 0: unknown
};

/// Where the scheduler's tasks are run: worker processes of this machine, or
/// the jobs of a cluster. Called from one thread.
class Executor {
 public:
  virtual ~Executor() = default;

  /// Whether one more task finds cores and memory beside those that run; true
  /// where somebody else shares them out.
  virtual bool has_room(const RunningTasks& running,
                        const Needs& needs) const = 0;

  /// Takes a task; it may wait for its turn elsewhere.
  /// @return its number; its reports carry it as their worker
  virtual unsigned start(const Task& task, const TaskAsk& ask) = 0;

  /// Files to wait on. `reports` wants to be called when one can be read, and
  /// a few times a second.
  virtual std::vector<int> files() const = 0;

  /// What came since the last call. The stage of a task that succeeded lies on
  /// the file system of the store.
  /// @throws Error on what is no task's fault
  virtual std::vector<WorkerReport> reports() = 0;

  /// Ends tasks that take too long or do nothing; to be called a few times a
  /// second. Nothing where somebody else does that.
  virtual void watch(RunningTasks& running,
                     RunningTasks::Clock::time_point now) = 0;

  virtual std::vector<Needs> needs(const std::vector<NeedsQuery>& queries) = 0;

  /// Libraries of the workers, for the ledger.
  virtual const std::string& program() const = 0;

  /// How steps are confined, for the run's record, and what they are not kept
  /// from; the latter is empty when all is in force.
  virtual std::string jail() const = 0;
  virtual std::string jail_gap() const = 0;

  /// After a failure: lets what runs go on, and takes back what has not begun.
  /// May be called often. @return whether nothing runs any more
  virtual bool hold() = 0;

  /// The user wants everything ended. What is finished is kept.
  virtual void cancel() = 0;
};

}  // namespace moonstain
