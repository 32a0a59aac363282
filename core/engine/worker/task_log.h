#pragma once

#include <cstdint>
#include <string>

#include "core/engine/process/output_pipe.h"

namespace moonstain {

/// What a worker's tasks print, taken from a pipe and kept in a file for each
/// task that prints anything. The engine writes it, so that a worker needs no
/// right to, and so that it stays small: of more than 10 MB the first and the
/// last 5 MB are kept, with a line between them that says what is missing.
///
/// A log that cannot be written is cut short: a task does not fail for it.
class TaskLog {
 public:
  static constexpr std::uint64_t kEndBytes = std::uint64_t{5} << 20;

  /// @throws Error when there is no pipe to be had
  TaskLog() = default;
  ~TaskLog();
  TaskLog(TaskLog&& other) noexcept;
  TaskLog& operator=(TaskLog&&) = delete;

  /// The end the worker prints into; to be closed here once it has it.
  int worker_end() const { return pipe_.program_end(); }
  void close_worker_end() { pipe_.close_program_end(); }
  /// Readable when something was printed; -1 once nobody can print any more.
  int file() const { return pipe_.file(); }

  /// From here on what comes belongs to a task's log at `path`.
  void begin(std::string path);
  /// Takes some of what has been printed, without waiting: a flood must not
  /// keep the engine from other workers.
  void take();
  /// Takes all that has been printed so far and closes the task's file.
  void finish();

  /// The last lines printed (at most five), each indented on a line of its
  /// own, without what a terminal would act on; "" when there are none.
  std::string last_lines() const;

 private:
  bool read_some();
  void keep(std::string_view bytes);
  void write(std::string_view bytes);

  OutputPipe pipe_{"cannot make a pipe for a worker's log"};
  std::string path_;
  int out_ = -1;
  bool failed_ = false;
  std::uint64_t printed_bytes_ = 0;
  std::string tail_;  ///< of what is over the first 5 MB
  std::string last_;  ///< some kB, for last_lines
};

}  // namespace moonstain
