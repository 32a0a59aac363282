#include "core/engine/worker/task_log.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/file_calls.h"
#include "core/base/text.h"

namespace moonstain {

namespace {

constexpr int kPiecesAtOnce = 4;
constexpr std::size_t kLastBytes = 4096;
constexpr std::size_t kLastLines = 5;
constexpr std::size_t kLineBytes = 200;

// Keeps the last `bytes`, moving them only now and then.
void keep_end(std::string& text, std::size_t bytes) {
  if (text.size() > 2 * bytes) text.erase(0, text.size() - bytes);
}

}  // namespace

TaskLog::TaskLog(TaskLog&& other) noexcept
    : pipe_(std::move(other.pipe_)),
      path_(std::move(other.path_)),
      out_(std::exchange(other.out_, -1)),
      failed_(other.failed_),
      printed_bytes_(other.printed_bytes_),
      tail_(std::move(other.tail_)),
      last_(std::move(other.last_)) {}

TaskLog::~TaskLog() { finish(); }

void TaskLog::begin(std::string path) {
  path_ = std::move(path);
  failed_ = false;
  printed_bytes_ = 0;
  last_.clear();
}

// @return whether there may be more
bool TaskLog::read_some() {
  char bytes[OutputPipe::kPieceBytes];
  const auto piece = pipe_.read(bytes);
  if (!piece) return false;
  keep(*piece);
  return true;
}

void TaskLog::take() {
  for (int i = 0; i < kPiecesAtOnce && read_some(); ++i) {
  }
}

void TaskLog::keep(std::string_view bytes) {
  last_.append(bytes.substr(bytes.size() - std::min(bytes.size(), kLastBytes)));
  keep_end(last_, kLastBytes);
  const std::uint64_t before = printed_bytes_;
  printed_bytes_ += bytes.size();
  if (before < kEndBytes) {
    const auto room = static_cast<std::size_t>(kEndBytes - before);
    write(bytes.substr(0, room));
    bytes.remove_prefix(std::min(bytes.size(), room));
  }
  tail_.append(bytes);
  keep_end(tail_, kEndBytes);
}

void TaskLog::write(std::string_view bytes) {
  if (failed_ || path_.empty()) return;
  FileCalls& calls = FileCalls::current();
  if (out_ < 0) {
    out_ =
        calls.open(path_.c_str(),
                   O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
  }
  while (out_ >= 0 && !bytes.empty()) {
    const ssize_t count = calls.write(out_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  failed_ = !bytes.empty();
}

void TaskLog::finish() {
  // No longer than one that still prints takes to fill the pipe again.
  for (int i = 0; i < 2 * kPiecesAtOnce && read_some(); ++i) {
  }
  if (!tail_.empty()) {
    const std::size_t kept = std::min<std::size_t>(tail_.size(), kEndBytes);
    const std::uint64_t cut = printed_bytes_ - kEndBytes - kept;
    if (cut > 0) {
      write(concat(
          "\n[", cut, " bytes of output are not kept here: of more than ",
          2 * kEndBytes, " the first and the last ", kEndBytes, " are]\n"));
    }
    write(std::string_view(tail_).substr(tail_.size() - kept));
    tail_ = std::string();
  }
  if (out_ >= 0) FileCalls::current().close(std::exchange(out_, -1));
  path_.clear();
}

std::string TaskLog::last_lines() const {
  std::vector<std::string_view> lines;
  std::string_view rest = last_;
  while (!rest.empty() && lines.size() < kLastLines) {
    if (rest.back() == '\n') rest.remove_suffix(1);
    const std::size_t line = rest.rfind('\n') + 1;  // npos + 1 is 0
    lines.push_back(rest.substr(line));
    rest = rest.substr(0, line);
  }
  std::string text;
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    text += "\n    " + printable(*line, kLineBytes);
  }
  return text;
}

}  // namespace moonstain
