#pragma once

#include <cstdint>
#include <string_view>

namespace moonstain {

/// Where a running step's progress and log lines go. The worker installs one
/// a task; without one (a step called in a test) both go nowhere.
class TaskContext {
 public:
  virtual ~TaskContext() = default;
  virtual void progress(std::uint64_t done, std::uint64_t total,
                        std::string_view what) = 0;
  virtual void log(std::string_view line) = 0;

  static TaskContext*& current() {
    thread_local TaskContext* context = nullptr;
    return context;
  }
};

}  // namespace moonstain
