#include "tools/cli/live.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "core/base/error.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

constexpr double kRedraw_s = 0.1;
constexpr std::size_t kMostTasks = 16;

std::size_t terminal_width(std::FILE* out) {
  winsize size{};
  if (::ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 20) {
    return size.ws_col;
  }
  return 80;
}

// Ten cells: "####......".
std::string bar(double share) {
  const int full = std::clamp(static_cast<int>(share * 10 + 0.5), 0, 10);
  return std::string(static_cast<std::size_t>(full), '#') +
         std::string(static_cast<std::size_t>(10 - full), '.');
}

}  // namespace

std::string task_name(const Event& event) {
  const std::size_t slash = event.section.find('/');
  const std::string section = slash == std::string::npos
                                  ? event.section
                                  : event.section.substr(slash + 1);
  return section.empty() ? event.step : concat(event.step, " ", section);
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
  return ::isatty(fileno(out)) == 1 && capable ? Style::table : Style::lines;
}

LiveView::LiveView(Style style, std::FILE* out, std::string title)
    : style_(style), out_(out), title_(std::move(title)) {}

LiveView::~LiveView() { clear(); }

void LiveView::clear() {
  if (drawn_lines_ == 0) return;
  std::fprintf(out_, "\x1b[%dA\x1b[J", drawn_lines_);
  std::fflush(out_);
  drawn_lines_ = 0;
}

void LiveView::print_line(const std::string& line) {
  clear();
  std::fwrite(line.data(), 1, line.size(), out_);
  std::fputc('\n', out_);
  std::fflush(out_);
}

void LiveView::note(const Event& event) {
  switch (event.kind) {
    case EventKind::task_started:
      running_[event.node] = {
          task_name(event), event.at_s, event.expected_s, 0, 0, ""};
      break;
    case EventKind::task_progress: {
      const auto task = running_.find(event.node);
      if (task == running_.end()) break;
      task->second.done = event.done;
      task->second.total = event.total;
      task->second.what = event.message;
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
    if (event.kind != EventKind::tick) print_line(event_line(event));
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

void LiveView::draw(const Event& event) {
  const std::size_t width = terminal_width(out_) - 1;
  std::vector<std::string> lines;
  const RunCounts& counts = event.counts;
  const double share =
      counts.total == 0
          ? 0
          : static_cast<double>(counts.done + counts.kept) / counts.total;
  lines.push_back(concat(title_, "  ", bar(share), "  ", counts_words(event),
                         "  (", duration_words(event.at_s), " so far)"));
  for (const auto& [node, task] : running_) {
    if (lines.size() > kMostTasks) {
      lines.push_back(concat("  and ", running_.size() - kMostTasks, " more"));
      break;
    }
    const double taken = std::max(0.0, event.at_s - task.began_s);
    std::string how;
    if (task.total > 0) {
      how = concat(
          bar(static_cast<double>(task.done) / static_cast<double>(task.total)),
          "  ", task.done, "/", task.total, " ", task.what);
    } else if (task.expected_s > 0) {
      how = bar(std::min(1.0, taken / task.expected_s));
    } else {
      how = std::string(10, ' ');
    }
    std::string time = duration_words(taken);
    if (task.expected_s > 0) {
      time += concat(" of some ", duration_words(task.expected_s));
    }
    lines.push_back(
        concat("  ", padded(task.name, 28), "  ", padded(how, 34), "  ", time));
  }
  clear();
  for (std::string& line : lines) {
    if (line.size() > width) line.resize(width);
    std::fprintf(out_, "%s\n", line.c_str());
  }
  std::fflush(out_);
  drawn_lines_ = static_cast<int>(lines.size());
  drawn_s_ = event.at_s;
}

}  // namespace moonstain
