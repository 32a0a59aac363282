#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/engine/message.h"
#include "core/engine/numeric_class.h"
#include "core/engine/step_kind.h"

namespace moonstain {

/// A task as a worker gets it.
struct Task {
  std::uint32_t node = 0;
  std::string step;
  Json options;
  std::map<std::string, std::vector<Inputs::Item>> inputs;
  fs::path stage;  ///< made by the worker; must not exist
  fs::path log;    ///< made by the worker; removed again when it is empty
  /// Objects among the inputs that the worker hashes before it begins: their
  /// folders, named by their digests.
  std::vector<fs::path> check;
};

struct TaskProgress {
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::string what;
};

struct TaskResult {
  std::string error;  ///< empty: it succeeded
  /// Inputs that are not what their names say; the task was not begun.
  std::vector<Digest> damaged;
  std::map<std::string, FileEntry> files;
  double seconds = 0;
  double cpu_s = 0;
  std::uint64_t peak_bytes = 0;
};

/// What came from a worker.
struct WorkerReport {
  unsigned worker = 0;
  std::uint32_t node = 0;
  std::optional<TaskProgress> progress;
  std::optional<TaskResult> result;  ///< also where the worker died
};

/// What a task takes, asked for before it is started.
struct NeedsQuery {
  std::string step;
  Json options;
  InputSizes sizes;
};

/// The worker processes of one engine: a template that has loaded the libraries
/// once, and workers forked from it in milliseconds, each with one task at a
/// time. A worker that has died, failed or grown is replaced by a fresh one. A
/// worker that dies takes its task down, nothing else.
class WorkerPool {
 public:
  /// Starts the template and waits until it is ready.
  /// @param numbers  what the workers must be of
  /// @throws Error when the program cannot be started, ends, does not answer in
  ///               60 s or is of another numeric class
  WorkerPool(const fs::path& program, const NumericClass& numbers);
  /// Ends all workers at once.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Gives a task to an idle worker, a new one if there is none.
  /// @return the worker's number; its reports carry it
  unsigned start(const Task& task);

  /// Ends the worker that runs a task; its result comes as an error.
  void end(unsigned worker, const std::string& reason);

  /// Processor seconds a worker has used, for noticing a hang; 0 when it has
  /// ended or is only being forked.
  double cpu_seconds(unsigned worker) const;

  /// Sockets to wait on; reports are there when one is readable.
  std::vector<int> sockets() const;
  std::vector<WorkerReport> reports();

  /// @throws Error when the template is gone or a step's estimate throws
  std::vector<Needs> needs(const std::vector<NeedsQuery>& queries);

  /// LibTorch and C library of the workers, for the ledger.
  const std::string& program() const { return program_; }

 private:
  struct Worker {
    Channel channel;
    std::int64_t process = 0;  ///< 0 until the template has said it
    bool busy = false;
    bool ended = false;
    std::uint32_t node = 0;
    std::string reason;  ///< why the engine ended it
    std::string fate;    ///< how it ended, from the template
  };

  void greet(const NumericClass& numbers, const fs::path& program);
  void hear_template();
  void take(const Json& message);
  [[noreturn]] void template_gone();
  void hear(unsigned number, Worker& worker, std::vector<WorkerReport>& out);

  std::string program_;
  int template_process_ = -1;
  Channel template_;
  std::map<unsigned, Worker> workers_;
  std::vector<unsigned> idle_;
  std::optional<Json> needs_;
  unsigned next_ = 0;
};

}  // namespace moonstain
