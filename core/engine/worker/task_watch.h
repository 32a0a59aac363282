#pragma once

#include "core/engine/worker/running_tasks.h"
#include "core/engine/worker/worker_pool.h"

namespace moonstain {

/// Ends tasks of a pool that take too long or do nothing.
class TaskWatch {
 public:
  using Clock = RunningTasks::Clock;

  /// Limits as in RunSettings; 0: none.
  TaskWatch(double task_limit_s, double stall_limit_s)
      : task_limit_s_(task_limit_s), stall_limit_s_(stall_limit_s) {}

  /// To be called a few times a second; CPU times are asked for every 2 s.
  void look(RunningTasks& running, WorkerPool& pool, Clock::time_point now);

 private:
  double task_limit_s_;
  double stall_limit_s_;
  Clock::time_point looked_ = Clock::now();
};

}  // namespace moonstain
