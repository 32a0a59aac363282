#include "core/engine/events.h"

#include <array>
#include <cmath>
#include <utility>

#include "core/base/error.h"

namespace moonstain {

namespace {

constexpr std::array<std::pair<EventKind, std::string_view>, 12> kNames = {{
    {EventKind::waiting, "waiting"},
    {EventKind::started, "started"},
    {EventKind::planned, "planned"},
    {EventKind::task_started, "task_started"},
    {EventKind::task_progress, "task_progress"},
    {EventKind::task_done, "task_done"},
    {EventKind::task_kept, "task_kept"},
    {EventKind::task_failed, "task_failed"},
    {EventKind::warning, "warning"},
    {EventKind::stopping, "stopping"},
    {EventKind::tick, "tick"},
    {EventKind::ended, "ended"},
}};

constexpr std::array<std::pair<std::string_view, std::uint32_t RunCounts::*>, 8>
    kCounts = {{
        {"total", &RunCounts::total},
        {"kept", &RunCounts::kept},
        {"done", &RunCounts::done},
        {"failed", &RunCounts::failed},
        {"stopped", &RunCounts::stopped},
        {"running", &RunCounts::running},
        {"to_run", &RunCounts::to_run},
        {"open", &RunCounts::open},
    }};

// Microseconds are enough for a reader and keep the line short.
double rounded(double seconds) { return std::round(seconds * 1e6) / 1e6; }

}  // namespace

std::string_view event_name(EventKind kind) {
  for (const auto& [value, name] : kNames) {
    if (value == kind) return name;
  }
  return "";
}

std::string event_line(const Event& event) {
  Json line = {{"event", event_name(event.kind)},
               {"at_s", rounded(event.at_s)}};
  Json& counts = line["counts"] = Json::object();
  for (const auto& [name, member] : kCounts) {
    if (event.counts.*member != 0) counts[name] = event.counts.*member;
  }
  if (event.remaining_s >= 0) {
    line["remaining_s"] = rounded(event.remaining_s);
  }
  const auto text = [&](const char* name, const std::string& value) {
    if (!value.empty()) line[name] = value;
  };
  if (!event.step.empty()) {
    line["node"] = event.node;
    line["step"] = event.step;
    if (event.expected_s >= 0) line["expected_s"] = rounded(event.expected_s);
  }
  text("section", event.section);
  text("where", event.where);
  if (event.kind == EventKind::task_progress) {
    line["done"] = event.done;
    line["total"] = event.total;
  }
  if (event.kind == EventKind::task_done ||
      event.kind == EventKind::task_failed) {
    line["seconds"] = rounded(event.seconds);
    line["cpu_s"] = rounded(event.cpu_s);
    line["peak_bytes"] = event.peak_bytes;
  }
  text("object", event.object);
  text("message", event.message);
  text("stage", event.stage);
  text("log", event.log);
  // A message may quote a log, whose bytes need not be UTF-8.
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Event parse_event(const Json& line) {
  constexpr std::string_view where = "event";
  Event event;
  const std::string name = text_member(line, "event", where);
  bool known = false;
  for (const auto& [value, word] : kNames) {
    if (word == name) event.kind = value, known = true;
  }
  check(known, "event: unknown kind '", name, "'");
  event.at_s = number_member(line, "at_s", where);
  const Json& counts = member(line, "counts", where);
  for (const auto& [count, member] : kCounts) {
    if (counts.contains(count)) {
      event.counts.*member =
          static_cast<std::uint32_t>(integer_member(counts, count, where));
    }
  }
  const auto number = [&](const char* name, double otherwise) {
    return line.contains(name) ? number_member(line, name, where) : otherwise;
  };
  const auto integer = [&](const char* name) {
    return static_cast<std::uint64_t>(
        line.contains(name) ? integer_member(line, name, where) : 0);
  };
  const auto text = [&](const char* name) {
    return line.contains(name) ? text_member(line, name, where) : std::string();
  };
  event.remaining_s = number("remaining_s", -1);
  event.node = static_cast<NodeIndex>(integer("node"));
  event.step = text("step");
  event.section = text("section");
  event.where = text("where");
  event.expected_s = number("expected_s", -1);
  event.done = integer("done");
  event.total = integer("total");
  event.seconds = number("seconds", 0);
  event.cpu_s = number("cpu_s", 0);
  event.peak_bytes = integer("peak_bytes");
  event.object = text("object");
  event.message = text("message");
  event.stage = text("stage");
  event.log = text("log");
  return event;
}

}  // namespace moonstain
