#include "tools/cli/commands/log.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/engine/record/events.h"
#include "core/engine/record/run_progress.h"
#include "tools/cli/live.h"
#include "tools/cli/named_run.h"
#include "tools/cli/output.h"
#include "tools/cli/session.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

std::string event_words(const Event& event) {
  const std::string at = right_aligned(duration_words(event.at_s), 9) + "  ";
  switch (event.kind) {
    case EventKind::task_done:
      return concat(at, "done     ", task_name(event), "  ",
                    duration_words(event.seconds), ", peak ",
                    size_words(event.peak_bytes));
    case EventKind::task_kept:
      return concat(at, "kept     ", task_name(event));
    case EventKind::task_started:
      return concat(at, "started  ", task_name(event));
    case EventKind::task_failed:
      return concat(at, "FAILED   ", event.message);
    case EventKind::planned:
      return concat(at, "planned  ", counts_words(event));
    case EventKind::waiting:
      return concat(at, "waiting  ", event.message);
    case EventKind::warning:
      return concat(at, "warning  ", event.message);
    case EventKind::stopping:
      return concat(at, "stopping");
    case EventKind::ended:
      return concat(at, "ended    ", event.message, ": ", counts_words(event));
    default:
      return "";
  }
}

}  // namespace

int log_command(const fs::path& workspace, const std::string& run,
                const std::string& node, bool json) {
  const RunRecord record = named_run(workspace, run);
  if (!node.empty()) {
    for (const auto& [number, path] : run_logs(workspace, record.run)) {
      // "00007-patches.log"
      const std::string stem = path.stem().string();
      const std::size_t dash = stem.find('-');
      if (node == concat(number) || node == stem ||
          (dash != std::string::npos && node == stem.substr(dash + 1))) {
        print(read_file(path));
        return kDone;
      }
    }
    fail("run ", record.run, " has no log of task '", node, "'");
  }
  each_event(workspace, record.run, [&](const Event& event) {
    if (json) {
      print_json(event_line(event) + "\n");
      return;
    }
    const std::string words = event_words(event);
    if (!words.empty()) print(words + "\n");
  });
  return kDone;
}

}  // namespace moonstain
