#include "core/engine/record/run_log.h"

#include <fcntl.h>

#include <cerrno>

#include "core/base/file_calls.h"

namespace moonstain {

RunLog::~RunLog() {
  if (file_ >= 0) FileCalls::current().close(file_);
}

void RunLog::open(const fs::path& file) {
  if (file_ >= 0) FileCalls::current().close(file_);
  lines_.clear();
  path_ = file;
  file_ = FileCalls::current().open(
      file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC,
      0666);
  if (file_ < 0) fail_call(file, "make the file");
}

double RunLog::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                       began_)
      .count();
}

void RunLog::say(Event event) {
  event.at_s = seconds();
  if (file_ >= 0 && event.kind != EventKind::tick) {
    lines_ += event_line(event);
    lines_ += '\n';
  }
  if (sink_) sink_(event);
}

void RunLog::write() {
  std::string_view rest = lines_;
  while (!rest.empty()) {
    const ssize_t written =
        FileCalls::current().write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail_call(path_, "write");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  lines_.clear();
}

}  // namespace moonstain
