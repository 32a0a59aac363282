#include "core/engine/record/events.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/base/error.h"

namespace moonstain {

namespace {

constexpr std::array<std::pair<EventKind, std::string_view>, 12> kNames = {{
    {EventKind::waiting, "waiting"},
    {EventKind::started, "started"},
    {EventKind::warning, "warning"},
    {EventKind::planned, "planned"},
    {EventKind::task_started, "task_started"},
    {EventKind::task_progress, "task_progress"},
    {EventKind::task_done, "task_done"},
    {EventKind::task_kept, "task_kept"},
    {EventKind::task_failed, "task_failed"},
    {EventKind::stopping, "stopping"},
    {EventKind::tick, "tick"},
    {EventKind::ended, "ended"},
}};

constexpr std::array<std::pair<std::string_view, std::uint32_t RunCounts::*>, 8>
    kCounts = {{
        // In order of their names, as they stand in a line.
        {"done", &RunCounts::done},
        {"failed", &RunCounts::failed},
        {"kept", &RunCounts::kept},
        {"open", &RunCounts::open},
        {"running", &RunCounts::running},
        {"stopped", &RunCounts::stopped},
        {"to_run", &RunCounts::to_run},
        {"total", &RunCounts::total},
    }};

// Writes an object member by member: a run has some events for each task, and
// a tree of values for each line would cost more than all else of them.
class LineWriter {
 public:
  LineWriter() { line_.reserve(320); }

  LineWriter& number(std::string_view name, std::uint64_t value) {
    key(name);
    line_ += concat(value);
    return *this;
  }
  // Microseconds are enough for a reader and keep the line short.
  LineWriter& seconds(std::string_view name, double value) {
    key(name);
    const double micros = std::round(value * 1e6);
    if (!(std::abs(micros) < 1e15)) {
      line_ += Json(value).dump();
      return *this;
    }
    auto left = static_cast<std::int64_t>(micros);
    if (left < 0) line_ += '-';
    left = std::abs(left);
    std::string digits =
        zero_padded(static_cast<std::uint64_t>(left % 1'000'000), 6);
    digits.erase(std::max<std::size_t>(1, digits.find_last_not_of('0') + 1));
    line_ += concat(left / 1'000'000, '.', digits);
    return *this;
  }
  LineWriter& text(std::string_view name, std::string_view value) {
    if (value.empty()) return *this;
    key(name);
    quote(value);
    return *this;
  }
  LineWriter& texts(std::string_view name,
                    const std::vector<std::string>& values) {
    if (values.empty()) return *this;
    key(name);
    line_ += '[';
    for (const std::string& value : values) {
      if (line_.back() != '[') line_ += ',';
      quote(value);
    }
    line_ += ']';
    return *this;
  }
  LineWriter& flag(std::string_view name) {
    key(name);
    line_ += "true";
    return *this;
  }
  LineWriter& counts(const RunCounts& counts) {
    key("counts");
    line_ += '{';
    for (const auto& [name, member] : kCounts) {
      if (counts.*member != 0) number(name, counts.*member);
    }
    line_ += '}';
    return *this;
  }
  std::string line() { return '{' + line_ + '}'; }

 private:
  void quote(std::string_view value) {
    for (const char c : value) {
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        // A message may quote a log, whose bytes need not be UTF-8.
        line_ +=
            Json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
        return;
      }
    }
    line_ += concat('"', value, '"');
  }
  void key(std::string_view name) {
    if (!line_.empty() && line_.back() != '{') line_ += ',';
    line_ += '"';
    line_ += name;
    line_ += "\":";
  }
  std::string line_;
};

}  // namespace

std::string_view event_name(EventKind kind) {
  for (const auto& [value, name] : kNames) {
    if (value == kind) return name;
  }
  return "";
}

// Members in order of their names, as the library would write them.
std::string event_line(const Event& event) {
  const bool ended = event.kind == EventKind::task_done ||
                     event.kind == EventKind::task_failed;
  const bool progress = event.kind == EventKind::task_progress;
  const bool task = !event.step.empty();
  LineWriter line;
  line.seconds("at_s", event.at_s).counts(event.counts);
  if (ended) line.seconds("cpu_s", event.cpu_s);
  if (progress) line.number("done", event.done);
  line.text("event", event_name(event.kind));
  if (task && event.expected_s >= 0) {
    line.seconds("expected_s", event.expected_s);
  }
  if (progress && event.left_s >= 0) line.seconds("left_s", event.left_s);
  line.text("log", event.log).text("message", event.message);
  if (event.more_served) line.flag("more_served");
  if (task) line.number("node", event.node);
  line.text("object", event.object);
  if (ended) line.number("peak_bytes", event.peak_bytes);
  if (event.remaining_s >= 0) line.seconds("remaining_s", event.remaining_s);
  if (ended) line.seconds("seconds", event.seconds);
  line.text("section", event.section)
      .texts("served", event.served)
      .text("stage", event.stage)
      .text("step", event.step);
  if (progress) line.number("total", event.total);
  line.text("where", event.where);
  return line.line();
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
  if (line.contains("served")) {
    for (const Json& section : line.at("served")) {
      check(section.is_string(), where, ": served: expected names of sections");
      event.served.push_back(section.get<std::string>());
    }
  }
  event.more_served = line.contains("more_served");
  event.where = text("where");
  event.expected_s = number("expected_s", -1);
  event.done = integer("done");
  event.total = integer("total");
  event.left_s = number("left_s", -1);
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
