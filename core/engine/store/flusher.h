#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "core/engine/store/ledger.h"
#include "core/engine/store/store.h"
#include "core/engine/store/task_record.h"

namespace moonstain {

/// Brings published objects to the disk and their rows into the ledger, in
/// groups, on a thread of its own: tasks never wait for a flush. Rows are
/// written in the order they came, so that a row never precedes those of its
/// inputs, and never before its bytes are durable: first the objects, then the
/// run's record of tasks, then the ledger.
///
/// While objects may be without a row, the workspace's file `unrecorded` says
/// so; the next engine then sweeps the store.
class Flusher {
 public:
  explicit Flusher(const Workspace& workspace);
  /// Writes what is left; errors are lost. Call `finish` before.
  ~Flusher();
  Flusher(const Flusher&) = delete;
  Flusher& operator=(const Flusher&) = delete;

  /// Must be called before the first object is renamed into the store.
  void begin();
  void add(TaskRow row);
  /// Waits until all is durable. @throws Error what a flush threw
  void finish();
  /// Asked between tasks. @throws Error what a flush threw
  void check_failure();
  /// Processor seconds spent on flushes and rows; after `finish`.
  double cpu_seconds();
  /// How many groups have been flushed.
  std::uint64_t groups();

 private:
  void work();

  Workspace workspace_;
  Store store_;
  TaskRecorder recorder_;
  Ledger ledger_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<TaskRow> rows_;
  std::unordered_set<Digest> flushed_;
  std::exception_ptr failure_;
  double cpu_s_ = 0;
  std::uint64_t groups_ = 0;
  bool begun_ = false;
  bool busy_ = false;
  bool ending_ = false;
  std::thread thread_;
};

/// Removes objects that the ledger does not know, after an engine was killed
/// between a rename and its row.
void sweep(const Workspace& workspace, Ledger& ledger);

}  // namespace moonstain
