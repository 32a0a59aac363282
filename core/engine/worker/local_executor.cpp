#include "core/engine/worker/local_executor.h"

#include <utility>

namespace moonstain {

LocalExecutor::LocalExecutor(const LocalTasks& settings, fs::path stages)
    : cores_(settings.cores),
      memory_bytes_(settings.memory_bytes),
      pool_(settings.worker, settings.numbers, std::move(stages), settings.jail,
            {}, settings.gpus),
      watch_(settings.task_limit_s, settings.stall_limit_s) {}

bool LocalExecutor::has_room(const RunningTasks& running,
                             const Needs& needs) const {
  return running.has_room(needs, cores_, memory_bytes_);
}

unsigned LocalExecutor::start(const Task& task, const TaskAsk&) {
  return pool_.start(task);
}

std::vector<int> LocalExecutor::files() const { return {pool_.file()}; }

std::vector<WorkerReport> LocalExecutor::reports() { return pool_.reports(); }

void LocalExecutor::watch(RunningTasks& running,
                          RunningTasks::Clock::time_point now) {
  watch_.look(running, pool_, now);
}

std::vector<Needs> LocalExecutor::needs(
    const std::vector<NeedsQuery>& queries) {
  return pool_.needs(queries);
}

const std::string& LocalExecutor::program() const { return pool_.program(); }

std::string LocalExecutor::jail() const { return pool_.jail(); }

std::string LocalExecutor::jail_gap() const { return pool_.jail_gap(); }

bool LocalExecutor::hold() { return false; }

void LocalExecutor::cancel() {}

}  // namespace moonstain
