#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace moonstain {

/// A program of somebody else, as a step has run it.
struct ProgramUse {
  std::string program;  ///< "python3: Python 3.11.2; confined"
  double cpu_s = 0;
  std::uint64_t peak_bytes = 0;  ///< of all its processes together
};

/// Where a running step's progress and log lines go. The worker installs one
/// a task; without one (a step called in a test) both go nowhere.
class TaskContext {
 public:
  virtual ~TaskContext() = default;
  virtual void progress(std::uint64_t done, std::uint64_t total,
                        std::string_view what) = 0;
  virtual void log(std::string_view line) = 0;
  /// What a program that the step started was and took.
  virtual void started_program(const ProgramUse&) {}

  static TaskContext*& current() {
    thread_local TaskContext* context = nullptr;
    return context;
  }
};

/// Says from inside a step how far it is; shown by the live table. Nothing of
/// it enters the result. Cheap: at most some ten messages a second go out.
void report_progress(std::uint64_t done, std::uint64_t total,
                     std::string_view what);

/// A line for the task's log.
void log_line(std::string_view line);

}  // namespace moonstain
