#include "tools/cli/commands/gc.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/engine/check/gc.h"
#include "tools/cli/output.h"
#include "tools/cli/session.h"
#include "tools/cli/words.h"

namespace moonstain {

int gc_command(const fs::path& workspace, const fs::path& results,
               const GcOptions& options, bool json) {
  GcSettings settings;
  settings.workspace = workspace;
  settings.results = results;
  settings.recent_runs = options.recent_runs;
  settings.dry_run = options.dry_run;
  settings.forget = options.forget;
  const GcReport report = collect_garbage(compiled_catalog(), settings);
  if (!json) {
    for (const std::string& folder : report.forgotten) {
      print(concat("results in ", folder,
                   " are there no more; what they named ",
                   options.dry_run ? "would no longer be" : "is no longer",
                   " kept for them\n"));
    }
  }
  for (const std::string& problem : report.left) {
    say(stderr, concat("moonstain: note: it stays: ", printable(problem)));
  }
  if (json) {
    print_json(pretty_json({{"kept_objects", report.kept_objects},
                            {"kept_bytes", report.kept_bytes},
                            {"removed_objects", report.removed_objects},
                            {"removed_bytes", report.removed_bytes},
                            {"removed_runs", report.removed_runs},
                            {"unknown_objects", report.unknown_objects},
                            {"forgotten", report.forgotten},
                            {"left", report.left},
                            {"dry_run", options.dry_run}}));
  } else {
    print(concat(options.dry_run ? "would remove " : "removed ",
                 report.removed_objects, " objects, ",
                 size_words(report.removed_bytes), ", and ",
                 report.removed_runs, " runs' logs; ", report.kept_objects,
                 " objects kept, ", size_words(report.kept_bytes), "\n"));
  }
  return kDone;
}

}  // namespace moonstain
