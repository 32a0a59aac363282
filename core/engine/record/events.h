#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/engine/plan/graph.h"

namespace moonstain {

enum class EventKind {
  waiting,  ///< another engine holds the workspace; `message` says for whom
  started,  ///< the run has its folder; `message` is the run's name
  warning,  ///< `message`: not confined, damaged, made again, not repeatable
  planned,  ///< counts are known; `counts`, `remaining_s`
  task_started,
  /// `done`, `total`, `left_s`, `message` (what is counted, and how it gets on:
  /// "batches, loss 0.512")
  task_progress,
  task_done,    ///< `seconds`, `cpu_s`, `peak_bytes`, `object`
  task_kept,    ///< planned as "may be kept", and was
  task_failed,  ///< `message` (whole error), `stage`, `log`
  stopping,     ///< interrupted; workers are being ended
  tick,         ///< some five times a second while tasks run; not in the file
  ended,        ///< `message`: "done", "failed" or "interrupted"
};

std::string_view event_name(EventKind kind);

/// Nodes by what became of them. Source files are not counted.
struct RunCounts {
  std::uint32_t total = 0;  ///< nodes that the outputs need
  std::uint32_t kept = 0;   ///< taken from the store
  std::uint32_t done = 0;   ///< run and finished in this run
  std::uint32_t failed = 0;
  std::uint32_t stopped = 0;  ///< not run because an input failed
  std::uint32_t running = 0;
  std::uint32_t to_run = 0;  ///< not yet started, known to run
  std::uint32_t open = 0;    ///< not yet known: may be kept

  bool operator==(const RunCounts&) const = default;
};

/// One thing that happened in a run. Every event carries counts and the
/// estimate of the time still needed, so a viewer keeps no books.
struct Event {
  EventKind kind = EventKind::tick;
  double at_s = 0;  ///< seconds since the run began
  RunCounts counts;
  double remaining_s = -1;  ///< estimate of wall time; below 0: unknown

  // Of a task:
  NodeIndex node = 0;
  std::string step;  ///< empty: no task
  std::string section;
  /// Of a task that belongs to no section: the first sections that its result
  /// is for, those that a model predicts among them (ServedSections).
  std::vector<std::string> served;
  bool more_served = false;
  std::string where;       ///< "recipe.lua:31"
  double expected_s = -1;  ///< from earlier runs of the step; below 0: unknown

  std::uint64_t done = 0;  ///< of `task_progress`
  std::uint64_t total = 0;
  double left_s = -1;  ///< what the task still takes by it; below 0: unknown
  double seconds = 0;  ///< wall time of a finished task
  double cpu_s = 0;
  std::uint64_t peak_bytes = 0;
  std::string object;  ///< hex digest of the result
  std::string message;
  std::string stage;  ///< of a failed task: where its files are kept
  std::string log;
};

/// Called from the engine's thread, in order; must return soon and not throw.
using EventSink = std::function<void(const Event&)>;

/// One line of a run's events.jsonl, without line feed: members that are empty
/// are left out; {"event": "task_done", "at_s": 1.25, "node": 7, ...}.
std::string event_line(const Event& event);

/// Reads what `event_line` wrote.
Event parse_event(const Json& line);

}  // namespace moonstain
