#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/engine/jail/jail.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/worker/executor.h"
#include "core/engine/worker/task_watch.h"
#include "core/engine/worker/worker_pool.h"

namespace moonstain {

/// How this machine runs tasks; each means what it does in RunSettings.
struct LocalTasks {
  fs::path worker;  ///< the program moonstain-worker
  NumericClass numbers;
  Gpus gpus{};
  JailSettings jail;
  unsigned cores = 1;              ///< of all tasks at once
  std::uint64_t memory_bytes = 0;  ///< of all tasks at once
  double task_limit_s = 0;
  double stall_limit_s = 0;
};

/// Runs tasks in worker processes of this machine (WorkerPool), as many at once
/// as its cores and its memory hold, and ends those that hang.
class LocalExecutor : public Executor {
 public:
  /// @param stages   folder for the workers' folders
  /// @throws Error   as WorkerPool
  LocalExecutor(const LocalTasks& settings, fs::path stages);

  bool has_room(const RunningTasks& running, const Needs& needs) const override;
  unsigned start(const Task& task, const TaskAsk& ask) override;
  std::vector<int> files() const override;
  std::vector<WorkerReport> reports() override;
  void watch(RunningTasks& running,
             RunningTasks::Clock::time_point now) override;
  std::vector<Needs> needs(const std::vector<NeedsQuery>& queries) override;
  const std::string& program() const override;
  std::string jail() const override;
  std::string jail_gap() const override;
  /// All that was started runs.
  bool hold() override;
  /// Nothing: workers end with the pool.
  void cancel() override;

 private:
  unsigned cores_;
  std::uint64_t memory_bytes_;
  WorkerPool pool_;
  TaskWatch watch_;
};

}  // namespace moonstain
