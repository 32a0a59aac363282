#include "tools/cli/live.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "core/base/error.h"
#include "tools/cli/output.h"
#include "tools/cli/terminal.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

constexpr double kRedraw_s = 0.1;
constexpr std::size_t kMostTasks = 16;

// From here on a task is a line.
constexpr std::size_t kWideTable = 70;

// Ten cells: "####......".
std::string bar(double share) {
  const int full = std::clamp(static_cast<int>(share * 10 + 0.5), 0, 10);
  return std::string(static_cast<std::size_t>(full), '#') +
         std::string(static_cast<std::size_t>(10 - full), '.');
}

std::string short_name(const std::string& section) {
  return section.substr(section.rfind('/') + 1);
}

std::string how_far(std::uint64_t done, std::uint64_t total,
                    const std::string& what, double left_s) {
  if (total == 0) return "";
  return concat(done, "/", total, " ", what,
                left_s >= 0 && done < total
                    ? concat(", ", duration_words(left_s), " left")
                    : "");
}

}  // namespace

std::string task_name(const Event& event) {
  if (!event.section.empty()) {
    return concat(event.step, " ", short_name(event.section));
  }
  if (event.served.empty()) return event.step;
  std::vector<std::string> names;
  for (const std::string& section : event.served) {
    names.push_back(short_name(section));
  }
  return concat(event.step, " for ", listed(names),
                event.more_served ? " and others" : "");
}

std::string progress_words(const Event& event) {
  return how_far(event.done, event.total, event.message, event.left_s);
}

std::string counts_words(const Event& event) {
  const RunCounts& counts = event.counts;
  std::string words =
      concat(counts.done + counts.kept, " of ", counts.total, " done");
  const auto add = [&](std::uint32_t count, const char* what) {
    if (count > 0) words += concat(", ", count, " ", what);
  };
  add(counts.kept, "kept");
  add(counts.failed, "failed");
  add(counts.stopped, "stopped");
  add(counts.running, "running");
  if (event.remaining_s >= 0 &&
      counts.running + counts.to_run + counts.open > 0) {
    words += concat(", ", duration_words(event.remaining_s), " left");
  }
  return words;
}

LiveView::Style LiveView::style_for(std::FILE* out, bool json) {
  if (json) return Style::json;
  const char* term = std::getenv("TERM");
  const bool capable =
      term != nullptr && std::string_view(term) != "dumb" && *term != '\0';
  return is_terminal(out) && capable ? Style::table : Style::lines;
}

LiveView::LiveView(Style style, std::FILE* out, std::string title,
                   std::size_t columns)
    : style_(style), out_(out), title_(std::move(title)), columns_(columns) {}

LiveView::~LiveView() { clear(); }

void LiveView::clear() {
  if (drawn_lines_ == 0) return;
  std::fprintf(out_, "\x1b[%dA\x1b[J", drawn_lines_);
  std::fflush(out_);
  drawn_lines_ = 0;
}

void LiveView::print_line(const std::string& line) {
  clear();
  say(out_, line);
}

void LiveView::note(const Event& event) {
  switch (event.kind) {
    case EventKind::task_started:
      running_[event.node] = {task_name(event),
                              event.at_s,
                              event.expected_s,
                              event.at_s,
                              -1,
                              0,
                              0,
                              ""};
      break;
    case EventKind::task_progress: {
      const auto task = running_.find(event.node);
      if (task == running_.end()) break;
      task->second.done = event.done;
      task->second.total = event.total;
      task->second.what = event.message;
      task->second.left_s = event.left_s;
      task->second.said_s = event.at_s;
      break;
    }
    case EventKind::task_done:
    case EventKind::task_kept:
    case EventKind::task_failed:
      running_.erase(event.node);
      break;
    default:
      break;
  }
}

void LiveView::show(const Event& event) {
  if (style_ == Style::json) {
    if (event.kind != EventKind::tick) say_json(out_, event_line(event));
    return;
  }
  note(event);
  const std::string where =
      event.where.empty() ? "" : concat("  (", event.where, ")");
  switch (event.kind) {
    case EventKind::waiting:
      print_line(concat("waiting: ", event.message));
      break;
    case EventKind::warning:
      print_line(concat("warning: ", event.message));
      break;
    case EventKind::planned:
      if (style_ == Style::lines) {
        print_line(concat(title_, ": ", counts_words(event)));
      }
      break;
    case EventKind::task_done:
      if (style_ == Style::lines) {
        print_line(concat(
            "[", event.counts.done + event.counts.kept, "/", event.counts.total,
            "] ", task_name(event), "  ", duration_words(event.seconds),
            event.remaining_s >= 0 && event.counts.to_run > 0
                ? concat("  (", duration_words(event.remaining_s), " left)")
                : ""));
      }
      break;
    case EventKind::task_failed:
      print_line(concat("failed: ", event.message));
      if (!event.stage.empty()) {
        print_line(concat("  what it had written: ", event.stage));
      }
      if (!event.log.empty()) print_line(concat("  its log: ", event.log));
      break;
    case EventKind::stopping:
      print_line("stopping: workers are being ended, what is finished stays");
      break;
    default:
      break;
  }
  if (style_ != Style::table) return;
  if (event.kind == EventKind::ended) {
    clear();
  } else if (drawn_lines_ == 0 || event.at_s - drawn_s_ >= kRedraw_s) {
    draw(event);
  }
}

// How far it is, and the time that it still takes or has taken.
void LiveView::add_task(const Running& task, double now_s, std::size_t columns,
                        std::vector<std::string>& lines) const {
  const double taken = std::max(0.0, now_s - task.began_s);
  std::string how;
  std::string time = duration_words(taken);
  if (task.total > 0) {
    how = concat(
        bar(static_cast<double>(task.done) / static_cast<double>(task.total)),
        "  ", how_far(task.done, task.total, task.what, -1));
    if (task.left_s >= 0) {
      const double left = task.left_s - (now_s - task.said_s);
      time = concat(duration_words(std::max(0.0, left)), " left");
    }
  } else if (task.expected_s > 0) {
    how = bar(std::min(1.0, taken / task.expected_s));
    time += concat(" of some ", duration_words(task.expected_s));
  } else {
    how = std::string(10, ' ');
  }
  if (columns >= kWideTable) {
    // What the others leave, so that the time is seen at 80 columns.
    const std::size_t name = std::clamp<std::size_t>(columns - 57, 22, 40);
    lines.push_back(concat("  ", padded(task.name, name), "  ", padded(how, 40),
                           "  ", time));
    return;
  }
  lines.push_back(concat("  ", task.name));
  lines.push_back(concat("    ", how));
  lines.push_back(concat("    ", time));
}

void LiveView::draw(const Event& event) {
  // The last column is left: a terminal may go to the next line behind it.
  const std::size_t columns =
      (columns_ > 0 ? columns_ : terminal_width(out_)) - 1;
  std::vector<std::string> lines;
  const RunCounts& counts = event.counts;
  const double share =
      counts.total == 0
          ? 0
          : static_cast<double>(counts.done + counts.kept) / counts.total;
  const std::string state = counts_words(event);
  const std::string spent = concat("(", duration_words(event.at_s), " so far)");
  if (columns >= kWideTable) {
    lines.push_back(concat(title_, "  ", bar(share), "  ", state, "  ", spent));
  } else {
    lines.push_back(title_);
    lines.push_back(concat(bar(share), "  ", spent));
    lines.push_back(state);
  }
  std::size_t shown = 0;
  for (const auto& [node, task] : running_) {
    if (shown == kMostTasks) {
      lines.push_back(concat("  and ", running_.size() - kMostTasks, " more"));
      break;
    }
    ++shown;
    add_task(task, event.at_s, columns, lines);
  }
  clear();
  for (const std::string& line : lines) {
    const std::string cut = cut_to_width(printable_in_line(line), columns);
    std::fprintf(out_, "%s\n", cut.c_str());
  }
  std::fflush(out_);
  drawn_lines_ = static_cast<int>(lines.size());
  drawn_s_ = event.at_s;
}

}  // namespace moonstain
