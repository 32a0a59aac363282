#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/engine/jail/jail.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/process/ready_files.h"
#include "core/engine/step/needs.h"
#include "core/engine/worker/channel.h"
#include "core/engine/worker/gpus.h"
#include "core/engine/worker/task.h"
#include "core/engine/worker/task_log.h"
#include "core/engine/worker/template_message.h"
#include "core/engine/worker/template_process.h"
#include "core/engine/worker/worker_ends.h"

namespace moonstain {

/// How a pool departs from a run's, for `check`: nothing of it may change a
/// result.
struct WorkerVariation {
  /// Put over `worker_environment`; an empty value takes the variable away.
  std::map<std::string, std::string> environment;
  bool one_task_each = false;  ///< a fresh process for every task
};

/// The worker processes of one engine: a template that has loaded the libraries
/// once, and workers forked from it in milliseconds, each with one task at a
/// time. A worker that has died, failed or grown is replaced by a fresh one. A
/// worker that dies takes its task down, nothing else.
///
/// A task for a GPU goes to a resident worker: a process that is started and
/// not forked, as CUDA does not outlive a fork, one a GPU. It takes its tasks
/// one after another and stays as long as the pool, unless one fails.
///
/// A worker may write below a folder of its own only, `stages`/worker-N, which
/// goes with it; what a task made is moved out of it by the engine. So a worker
/// can be shut in for good when it starts, and stays warm for the next task.
class WorkerPool {
 public:
  /// Starts the template and waits until it is ready.
  /// @param numbers  what the workers must be of
  /// @param stages   folder for the workers' folders
  /// @param gpus     for tasks that are for a GPU; the first of them starts its
  ///                 worker
  /// @throws Error when the program cannot be started, ends, does not answer in
  ///               60 s or is of another numeric class, and when a jail is
  ///               required that is not to be had
  WorkerPool(const fs::path& program, const NumericClass& numbers,
             fs::path stages, const JailSettings& jail,
             WorkerVariation variation = {}, Gpus gpus = {});
  /// Ends all workers at once and removes their folders.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Gives a task to an idle worker, a new one if there is none.
  /// @return the worker's number; its reports carry it
  /// @throws Error when every GPU has a task, and this one is for a GPU, too
  unsigned start(const Task& task);

  /// Ends the worker that runs a task; its result comes as an error.
  void end(unsigned worker, const std::string& reason);

  /// Processor seconds a worker has used, for noticing a hang; 0 when it has
  /// ended or is only being forked.
  double cpu_seconds(unsigned worker) const;

  /// Readable when there is something to hear.
  int file() const { return ready_.file(); }
  /// Waits for that; also ended by a signal.
  void wait(int limit_ms) const;
  /// What has been heard; errors are printable. A worker that says very much is
  /// heard in turn with the others.
  std::vector<WorkerReport> reports();

  /// @throws Error when the template is gone or a step's estimate throws
  std::vector<Needs> needs(const std::vector<NeedsQuery>& queries);

  /// LibTorch and C library of the workers, for the ledger.
  const std::string& program() const { return template_.libraries(); }

  /// How workers are confined, for the run's record: "landlock, seccomp".
  std::string jail() const;
  /// What they are not kept from; empty when all is in force.
  std::string jail_gap() const;

 private:
  struct Worker {
    Channel channel;
    TaskLog log;
    std::string folder;
    std::string stage;  ///< of its task
    bool starts_programs = false;
    std::optional<unsigned> gpu;  ///< of a resident one, whose parent we are
    std::int64_t process = 0;     ///< 0 until the template has said it
    bool busy = false;
    bool ended = false;
    std::uint32_t node = 0;
    std::string reason;  ///< why the engine ended it
    std::string fate;    ///< how it ended, from the template
    std::string left;    ///< programs that were ended with it
  };

  TemplateProcess::Listener listener();
  void take(const Forked& forked);
  void take(const Ended& ended);
  void hear(unsigned number, Worker& worker, std::vector<WorkerReport>& out);
  WorkerReport report_of(unsigned number, Worker& worker, const Json& message);
  std::vector<unsigned>& idle_like(bool starts_programs, bool on_gpu);
  unsigned free_gpu() const;
  unsigned fork_worker(bool starts_programs);
  unsigned start_resident();
  unsigned next_number();
  void send_in(unsigned number, Channel channel, JailPlan jail);
  void note_end(Worker& worker, int signal, int code);
  void wait_for(Worker& worker);
  bool give(unsigned number, const Task& task);
  fs::path folder(unsigned number) const;
  void remove_folders();

  fs::path worker_;  ///< the program
  std::map<std::string, std::string> variables_;
  WorkerVariation variation_;
  Gpus gpus_;
  fs::path stages_;
  JailSettings jail_;
  ReadyFiles ready_;
  WorkerEnds ends_;
  TemplateProcess template_;
  std::map<unsigned, Worker> workers_;
  std::vector<unsigned> idle_;  ///< those that start no programs
  std::vector<unsigned> idle_with_programs_;
  std::vector<unsigned> idle_on_gpu_;
  std::vector<unsigned> gone_;  ///< workers whose folder is still there
  unsigned next_ = 0;
};

}  // namespace moonstain
