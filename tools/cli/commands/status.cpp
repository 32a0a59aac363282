#include "tools/cli/commands/status.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/record/run_progress.h"
#include "tools/cli/live.h"
#include "tools/cli/named_run.h"
#include "tools/cli/output.h"
#include "tools/cli/session.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

std::string state_words(const RunRecord& record) {
  return was_killed(record) ? "killed" : record.state;
}

}  // namespace

int status_command(const fs::path& workspace, const std::string& run,
                   bool json) {
  const RunRecord record = named_run(workspace, run);
  const RunProgress progress = run_progress(workspace, record.run);
  if (json) {
    Json running = Json::array();
    for (const Event& event : progress.running) {
      running.push_back({{"node", event.node},
                         {"step", event.step},
                         {"section", event.section},
                         {"done", event.done},
                         {"total", event.total}});
    }
    print(pretty_json({{"run", record.run},
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
  print(concat("run ", record.run, ": ", record.recipe, " ", record.variant,
               ", ", state_words(record), ", began ", record.began, "\n  ",
               counts_words(progress.last), "\n"));
  if (record.state == "running" && !was_killed(record)) {
    for (const Event& event : progress.running) {
      print(concat("  ", padded(task_name(event), 28), "  ",
                   event.total > 0 ? concat(event.done, "/", event.total, " ",
                                            event.message)
                                   : std::string("running"),
                   "\n"));
    }
  } else if (record.state != "done") {
    print(concat("  the same command goes on from there: ", record.command,
                 "\n"));
  }
  return kDone;
}

}  // namespace moonstain
