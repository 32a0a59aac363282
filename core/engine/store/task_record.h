#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

/// A run's record of finished tasks: `runs/0012/tasks.jsonl`, a line for each
/// row of the ledger, with the listing of the object's files. It is only added
/// to, by the run's own engine. From these files the ledger can be made again
/// (recovery.h), since a line says all that a row says: a member `check` in it,
/// the first 16 digits of the SHA-256 of the line without it, tells a damaged
/// line.
std::string task_line(const TaskRow& row);
/// @throws Error on a line that `task_line` has not written
TaskRow parse_task_line(std::string_view line, const std::string& run);

fs::path task_record_path(const Workspace& workspace, const std::string& run);

/// Adds to the record of one run.
class TaskRecorder {
 public:
  explicit TaskRecorder(Workspace workspace)
      : workspace_(std::move(workspace)) {}
  ~TaskRecorder();
  TaskRecorder(const TaskRecorder&) = delete;
  TaskRecorder& operator=(const TaskRecorder&) = delete;

  /// Durable when it returns. Made at the first call; the run's folder must be
  /// there.
  /// @param rows  all of one run; their objects must be on the disk already
  RecordPosition add(const std::vector<TaskRow>& rows);

 private:
  Workspace workspace_;
  RecordPosition position_;
  fs::path path_;
  int file_ = -1;
};

/// What a record says from byte `from` on.
struct RecordRead {
  std::uint64_t rows = 0;
  std::uint64_t damaged = 0;  ///< lines that were left out
  std::uint64_t bytes = 0;    ///< where it ends
};

/// @param take  called with the rows in order, some thousands at a time
RecordRead read_task_record(
    const Workspace& workspace, const std::string& run, std::uint64_t from,
    const std::function<void(std::vector<TaskRow>& rows)>& take);

}  // namespace moonstain
