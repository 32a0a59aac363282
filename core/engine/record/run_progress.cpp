#include "core/engine/record/run_progress.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

namespace {

constexpr std::uint64_t kPieceBytes = std::uint64_t{256} << 10;
/// More than an event's line takes; a file without line ends is none of ours.
constexpr std::size_t kMostLineBytes = std::size_t{16} << 20;

void check_line(const fs::path& path, std::size_t bytes) {
  check(bytes <= kMostLineBytes, path.native(), ": ", bytes,
        " bytes without a line end are no events; remove it");
}

fs::path events_file(const fs::path& workspace, const std::string& run) {
  return Workspace{workspace}.runs() / run / "events.jsonl";
}

// What stands behind `"NAME":` in a line as `event_line` writes it. A quote in
// a text is escaped there, so that no text looks like a name.
std::string_view behind(std::string_view line, std::string_view name) {
  const std::size_t at = line.find(name);
  return at == std::string_view::npos ? std::string_view()
                                      : line.substr(at + name.size());
}

/// A task's event as far as it matters here; parsed only where it is kept.
struct TaskLine {
  NodeIndex node = 0;
  bool ends = false;
};

std::optional<TaskLine> task_line(std::string_view line) {
  std::string_view kind = behind(line, "\"event\":\"task_");
  kind = kind.substr(0, kind.find('"'));
  if (kind.empty()) return std::nullopt;
  const std::string_view node = behind(line, "\"node\":");
  TaskLine found;
  const auto [end, error] =
      std::from_chars(node.data(), node.data() + node.size(), found.node);
  if (error != std::errc()) return std::nullopt;
  found.ends = kind != "started" && kind != "progress";
  return found;
}

/// The whole lines of a file, last one first.
class LinesBackwards {
 public:
  explicit LinesBackwards(const fs::path& path)
      : file_(path), left_(file_.size_bytes()) {
    // What comes after the last line feed is still being written.
    while (text_.rfind('\n') == std::string::npos && left_ > 0) read();
    const std::size_t end = text_.rfind('\n');
    end_ = end == std::string::npos ? 0 : end;
    done_ = end == std::string::npos;
  }

  std::optional<std::string_view> next() {
    if (done_) return std::nullopt;
    while (true) {
      const std::size_t before =
          end_ == 0 ? std::string::npos : text_.rfind('\n', end_ - 1);
      if (before != std::string::npos) {
        const std::string_view line =
            std::string_view(text_).substr(before + 1, end_ - before - 1);
        end_ = before;
        return line;
      }
      if (left_ == 0) {
        done_ = true;
        return std::string_view(text_).substr(0, end_);
      }
      text_.resize(end_);
      read();
    }
  }

 private:
  void read() {
    check_line(file_.path(), text_.size());
    const std::uint64_t count = std::min(left_, kPieceBytes);
    left_ -= count;
    std::string piece(count, '\0');
    file_.read_at(piece.data(), piece.size(), left_);
    end_ += piece.size();
    text_.insert(0, piece);
  }

  FileReader file_;
  std::uint64_t left_;  ///< bytes before `text_`
  std::string text_;
  std::size_t end_ = 0;  ///< of the next line, at its line feed
  bool done_ = false;
};

}  // namespace

RunProgress run_progress(const fs::path& workspace, const std::string& run) {
  RunProgress progress;
  const fs::path path = events_file(workspace, run);
  if (!path_exists(path)) return progress;
  LinesBackwards lines(path);
  std::vector<bool> settled;  // by node
  bool first = true;
  std::size_t wanted = 0;
  while (const auto line = lines.next()) {
    const auto parse = [&] {
      return parse_event(parse_json(*line, path.native()));
    };
    if (first) {
      progress.last = parse();
      wanted = progress.last.counts.running;
      first = false;
    }
    if (progress.running.size() >= wanted) break;
    const auto task = task_line(*line);
    if (!task) continue;
    if (task->node >= settled.size()) settled.resize(task->node + 1);
    if (settled[task->node]) continue;
    settled[task->node] = true;
    if (task->ends) continue;
    progress.running.push_back(parse());
  }
  std::sort(progress.running.begin(), progress.running.end(),
            [](const Event& a, const Event& b) { return a.node < b.node; });
  return progress;
}

void each_event(const fs::path& workspace, const std::string& run,
                const std::function<void(const Event&)>& each) {
  const fs::path path = events_file(workspace, run);
  if (!path_exists(path)) return;
  FileReader file(path);
  std::string text;
  std::string piece(kPieceBytes, '\0');
  while (const std::size_t count = file.read(piece.data(), piece.size())) {
    text.append(piece, 0, count);
    std::size_t start = 0;
    for (std::size_t end; (end = text.find('\n', start)) != std::string::npos;
         start = end + 1) {
      each(parse_event(parse_json(
          std::string_view(text).substr(start, end - start), path.native())));
    }
    text.erase(0, start);
    check_line(path, text.size());
  }
}

}  // namespace moonstain
