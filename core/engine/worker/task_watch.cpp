#include "core/engine/worker/task_watch.h"

namespace moonstain {

namespace {

constexpr double kLookSeconds = 2;

}  // namespace

void TaskWatch::look(RunningTasks& running, WorkerPool& pool,
                     Clock::time_point now) {
  const double since_s = std::chrono::duration<double>(now - looked_).count();
  if (since_s >= kLookSeconds) {
    looked_ = now;
    for (const unsigned worker : running.workers()) {
      running.look(worker, pool.cpu_seconds(worker), since_s, now);
    }
  }
  for (const auto& [worker, reason] :
       running.overdue(task_limit_s_, stall_limit_s_, now)) {
    pool.end(worker, reason);
  }
}

}  // namespace moonstain
