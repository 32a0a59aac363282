#pragma once

#include <chrono>
#include <string>

#include "core/base/path.h"
#include "core/engine/record/events.h"

namespace moonstain {

/// Tells a run's events to its viewer at once, and to the run's events.jsonl in
/// groups: what is said goes to the file with the next `write`.
class RunLog {
 public:
  explicit RunLog(EventSink sink) : sink_(std::move(sink)) {}
  ~RunLog();
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;

  /// Before it is called events are only told. A second file takes the place
  /// of the first.
  void open(const fs::path& file);
  /// Puts in the time and tells. A tick does not go to the file.
  void say(Event event);
  /// @throws Error when the file cannot be written
  void write();

  double seconds() const;
  bool has_viewer() const { return static_cast<bool>(sink_); }

 private:
  EventSink sink_;
  std::chrono::steady_clock::time_point began_ =
      std::chrono::steady_clock::now();
  int file_ = -1;
  fs::path path_;
  std::string lines_;
};

}  // namespace moonstain
