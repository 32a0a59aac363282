#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/engine/worker/worker_pool.h"

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

  virtual std::vector<Needs> needs(const std::vector<NeedsQuery>& queries) = 0;

  /// Libraries of the workers, for the ledger.
  virtual const std::string& program() const = 0;

  /// How steps are confined, for the run's record, and what they are not kept
  /// from; the latter is empty when all is in force.
  virtual std::string jail() const = 0;
  virtual std::string jail_gap() const = 0;

  /// The workers where they are this machine's: its cores and its memory are
  /// shared out by the scheduler, which also ends tasks that hang. nullptr
  /// where somebody else does that.
  virtual WorkerPool* local() { return nullptr; }

  /// After a failure: lets what runs go on, and takes back what has not begun.
  /// May be called often. @return whether nothing runs any more
  virtual bool hold() = 0;

  /// The user wants everything ended. What is finished is kept.
  virtual void cancel() = 0;
};

/// Worker processes of this machine.
class LocalExecutor : public Executor {
 public:
  LocalExecutor(const fs::path& program, const NumericClass& numbers,
                fs::path stages, const JailSettings& jail)
      : pool_(program, numbers, std::move(stages), jail) {}

  unsigned start(const Task& task, const TaskAsk&) override {
    return pool_.start(task);
  }
  std::vector<int> files() const override { return {pool_.file()}; }
  std::vector<WorkerReport> reports() override { return pool_.reports(); }
  std::vector<Needs> needs(const std::vector<NeedsQuery>& queries) override {
    return pool_.needs(queries);
  }
  const std::string& program() const override { return pool_.program(); }
  std::string jail() const override { return pool_.jail(); }
  std::string jail_gap() const override { return pool_.jail_gap(); }
  WorkerPool* local() override { return &pool_; }
  bool hold() override { return false; }  // all that was started runs
  void cancel() override {}               // workers end with the pool

 private:
  WorkerPool pool_;
};

}  // namespace moonstain
