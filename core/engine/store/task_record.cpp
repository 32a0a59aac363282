#include "core/engine/store/task_record.h"

#include <fcntl.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/base/json.h"

namespace moonstain {

namespace {

constexpr std::size_t kCheckDigits = 16;
constexpr std::size_t kRowsAtOnce = 4096;
constexpr std::size_t kPiece = std::size_t{1} << 20;
// What is longer is no line of ours.
constexpr std::size_t kLongestLine = std::size_t{1} << 28;

std::string check_of(const std::string& text) {
  return sha256(text).hex().substr(0, kCheckDigits);
}

std::string text_of(const Json& json) {
  // A name of a file need not be UTF-8; a row with one is damaged, not lost.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string task_line(const TaskRow& row) {
  Json json = {{"key", row.key.hex()},
               {"object", row.object.hex()},
               {"size_bytes", row.size_bytes},
               {"unpacked_bytes", row.unpacked_bytes},
               {"step", row.step},
               {"version", row.version},
               {"class", row.numeric_class},
               {"host", row.host},
               {"program", row.program},
               {"seconds", row.seconds},
               {"cpu_s", row.cpu_s},
               {"peak_bytes", row.peak_bytes},
               {"node", row.node},
               {"section", row.section},
               {"files", row.files}};
  json["check"] = check_of(text_of(json));
  return text_of(json);
}

TaskRow parse_task_line(std::string_view line, const std::string& run) {
  constexpr std::string_view where = "task";
  Json json = parse_json(line, where);
  const std::string written = text_member(json, "check", where);
  json.erase("check");
  check(written == check_of(text_of(json)), where, ": the line has changed");
  TaskRow row;
  row.run = run;
  row.key = Digest::from_hex(text_member(json, "key", where));
  row.object = Digest::from_hex(text_member(json, "object", where));
  row.size_bytes =
      static_cast<std::uint64_t>(integer_member(json, "size_bytes", where));
  // Records that are older than it do not say it.
  if (json.contains("unpacked_bytes")) {
    row.unpacked_bytes = static_cast<std::uint64_t>(
        integer_member(json, "unpacked_bytes", where));
  }
  row.step = text_member(json, "step", where);
  row.version = static_cast<int>(integer_member(json, "version", where));
  row.numeric_class = text_member(json, "class", where);
  row.host = text_member(json, "host", where);
  row.program = text_member(json, "program", where);
  row.seconds = number_member(json, "seconds", where);
  row.cpu_s = number_member(json, "cpu_s", where);
  row.peak_bytes =
      static_cast<std::uint64_t>(integer_member(json, "peak_bytes", where));
  row.node = integer_member(json, "node", where);
  row.section = text_member(json, "section", where);
  row.files = text_member(json, "files", where);
  return row;
}

fs::path task_record_path(const Workspace& workspace, const std::string& run) {
  return workspace.runs() / run / "tasks.jsonl";
}

TaskRecorder::~TaskRecorder() {
  if (file_ >= 0) FileCalls::current().close(file_);
}

RecordPosition TaskRecorder::add(const std::vector<TaskRow>& rows) {
  if (rows.empty()) return position_;
  const bool fresh = file_ < 0;
  if (fresh) {
    position_.run = rows.front().run;
    path_ = task_record_path(workspace_, position_.run);
    file_ = FileCalls::current().open(
        path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC,
        0666);
    if (file_ < 0) fail_call(path_, "make the file");
  }
  std::string lines;
  for (const TaskRow& row : rows) {
    check(row.run == position_.run, "the record of run ", position_.run,
          " is given a task of run ", row.run);
    lines += task_line(row);
    lines += '\n';
  }
  std::string_view rest = lines;
  while (!rest.empty()) {
    const ssize_t written =
        FileCalls::current().write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written == 0) errno = ENOSPC;
    if (written <= 0) fail_call(path_, "write");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (FileCalls::current().fsync(file_) != 0) {
    fail_call(path_, "flush to the disk");
  }
  if (fresh) {
    sync_path(path_.parent_path());
    sync_path(workspace_.runs());
  }
  position_.bytes += lines.size();
  return position_;
}

RecordRead read_task_record(
    const Workspace& workspace, const std::string& run, std::uint64_t from,
    const std::function<void(std::vector<TaskRow>& rows)>& take) {
  RecordRead read;
  FileReader file(task_record_path(workspace, run));
  read.bytes = file.size_bytes();
  std::vector<TaskRow> rows;
  std::string text;
  const auto take_line = [&](std::string_view line) {
    try {
      rows.push_back(parse_task_line(line, run));
      ++read.rows;
    } catch (const Error&) {
      ++read.damaged;
    }
    if (rows.size() == kRowsAtOnce) {
      take(rows);
      rows.clear();
    }
  };
  for (std::uint64_t at = from; at < read.bytes;) {
    const std::size_t kept = text.size();
    const auto count = static_cast<std::size_t>(
        std::min<std::uint64_t>(kPiece, read.bytes - at));
    text.resize(kept + count);
    file.read_at(text.data() + kept, count, at);
    at += count;
    std::size_t start = 0;
    for (std::size_t end = text.find('\n', kept); end != text.npos;
         end = text.find('\n', start)) {
      take_line(std::string_view(text).substr(start, end - start));
      start = end + 1;
    }
    text.erase(0, start);
    if (text.size() > kLongestLine) break;
  }
  // An engine that was killed while it wrote leaves a part of a line.
  if (!text.empty()) ++read.damaged;
  if (!rows.empty()) take(rows);
  return read;
}

}  // namespace moonstain
