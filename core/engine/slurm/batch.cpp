#include "core/engine/slurm/batch.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/process/machine.h"
#include "core/engine/slurm/files.h"
#include "core/engine/worker/running_tasks.h"
#include "core/engine/worker/task_watch.h"
#include "core/engine/worker/worker_pool.h"

namespace moonstain::slurm {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kTickMs = 200;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string job_name() {
  const char* array = std::getenv("SLURM_ARRAY_JOB_ID");
  const char* index = std::getenv("SLURM_ARRAY_TASK_ID");
  return array != nullptr && index != nullptr ? concat(array, "_", index) : "";
}

class BatchRun {
 public:
  BatchRun(const fs::path& worker, Folder folder, unsigned job)
      : folder_(std::move(folder)),
        batch_(read_batch(folder_, job)),
        pool_(worker, batch_.numbers, own_stages(), batch_.jail) {}

  void run() {
    const auto began = Clock::now();
    for (auto& [number, task] : batch_.tasks) {
      if (path_exists(folder_.result(number))) continue;
      if (seconds_since(began) > batch_.budget_s) return;
      run(number, task);
    }
  }

 private:
  fs::path own_stages() const {
    const fs::path folder = folder_.root / "stage" / unique_name();
    make_folders(folder);
    return folder;
  }

  void run(unsigned number, Task& task) {
    Result result;
    const std::string name = concat(number, "-", unique_name());
    task.name = name;
    task.log = folder_.root / "log" / name;
    const auto began = Clock::now();
    result.task = await(task);
    if (result.task.seconds == 0) result.task.seconds = seconds_since(began);
    result.task.host = host_name();
    result.job = job_name();
    // Out of the worker's own folder, which goes with the worker.
    if (path_exists(result.task.stage)) {
      rename_path(result.task.stage, folder_.root / "stage" / name);
      result.stage = name;
    }
    if (path_exists(task.log)) result.log = name;
    // A kill from outside is for memory more often than not.
    const std::string& error = result.task.error;
    result.out_of_memory = error.starts_with("not enough memory") ||
                           error.find("(SIGKILL") != std::string::npos;
    write_result(folder_, number, result);
    std::printf("%s task %u: %s\n", task.step.c_str(), number,
                error.empty() ? "done" : error.c_str());
    std::fflush(stdout);
  }

  // Until the task's result is there, or its worker has ended.
  TaskResult await(const Task& task) {
    RunningTasks running;
    const unsigned worker = pool_.start(task);
    running.add(worker, task.node, {}, Clock::now());
    TaskWatch watch(batch_.task_limit_s, batch_.stall_limit_s);
    while (true) {
      pool_.wait(kTickMs);
      const auto now = Clock::now();
      for (const WorkerReport& report : pool_.reports()) {
        if (report.worker != worker) continue;
        if (report.result) return *report.result;
        running.progress(worker, report.progress->done, report.progress->total,
                         now);
      }
      watch.look(running, pool_, now);
    }
  }

  Folder folder_;
  Batch batch_;
  WorkerPool pool_;
};

}  // namespace

int run_batch(const fs::path& worker, const fs::path& folder, unsigned job) {
  const Folder files{folder};
  try {
    BatchRun(worker, files, job).run();
    return 0;
  } catch (const std::exception& e) {
    const std::string reason = concat("on ", host_name(), ": ", e.what());
    std::fprintf(stderr, "%s\n", reason.c_str());
    if (is_folder(files.root)) replace_file(files.broken(job), reason);
    return 1;
  }
}

}  // namespace moonstain::slurm
