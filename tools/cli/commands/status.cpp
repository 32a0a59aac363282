#include "tools/cli/commands/status.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/engine/record/run_progress.h"
#include "tools/cli/live.h"
#include "tools/cli/named_run.h"
#include "tools/cli/output.h"
#include "tools/cli/session.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

// Of a run that is over nothing runs: what ran was not finished.
RunCounts counts_of(const RunRecord& record, const RunProgress& progress,
                    bool at_work) {
  RunCounts counts = at_work || record.state == "running" ? progress.last.counts
                                                          : record.counts;
  if (!at_work) {
    counts.to_run += counts.running;
    counts.running = 0;
  }
  return counts;
}

}  // namespace

int status_command(const fs::path& workspace, const std::string& run,
                   bool json) {
  const RunRecord record = named_run(workspace, run);
  RunProgress progress = run_progress(workspace, record.run);
  const bool at_work = state_words(record) == "running";
  progress.last.counts = counts_of(record, progress, at_work);
  if (!at_work) {
    progress.last.remaining_s = -1;
    progress.running.clear();
  }
  if (json) {
    Json running = Json::array();
    for (const Event& event : progress.running) {
      running.push_back(
          {{"node", event.node},
           {"step", event.step},
           {"section", event.section},
           {"name", task_name(event)},
           {"done", event.done},
           {"total", event.total},
           {"left_s", event.left_s >= 0 ? Json(event.left_s) : Json(nullptr)},
           {"message", event.message}});
    }
    print_json(pretty_json({{"run", record.run},
                            {"recipe", record.recipe},
                            {"variant", record.variant},
                            {"state", state_words(record)},
                            {"began", record.began},
                            {"total", progress.last.counts.total},
                            {"kept", progress.last.counts.kept},
                            {"done", progress.last.counts.done},
                            {"failed", progress.last.counts.failed},
                            {"running", running}}));
    return kDone;
  }
  print(concat(printable_in_line(concat(
                   "run ", record.run, ": ", record.recipe, " ", record.variant,
                   ", ", state_words(record), ", began ", record.began)),
               "\n  ", counts_words(progress.last), "\n"));
  if (at_work) {
    for (const Event& event : progress.running) {
      const std::string how_far = progress_words(event);
      print(concat("  ", padded(task_name(event), 28), "  ",
                   how_far.empty() ? "running" : how_far, "\n"));
    }
  } else if (record.state != "done") {
    print(concat("  the same command goes on from there: ",
                 printable_in_line(record.command), "\n"));
  }
  return kDone;
}

}  // namespace moonstain
