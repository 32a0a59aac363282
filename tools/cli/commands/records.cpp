#include "tools/cli/commands/records.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/text.h"
#include "core/data/source/fetch.h"
#include "core/data/source/manifest.h"
#include "core/engine/check/gc.h"
#include "core/engine/check/verify.h"
#include "core/engine/record/events.h"
#include "core/engine/record/run_progress.h"
#include "core/engine/record/run_record.h"
#include "tools/cli/live.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

std::string state_words(const RunRecord& record) {
  return was_killed(record) ? "killed" : record.state;
}

RunRecord record_of(const fs::path& workspace, const std::string& run) {
  check(!run_names(workspace).empty(), "there is no run in ",
        workspace.string(), "; `moonstain run RECIPE` makes one");
  return read_run(workspace, run);
}

/// While it lives, Ctrl-C and its like only set a mark.
class HeldInterrupts {
 public:
  HeldInterrupts() {
    mark_ = 0;
    struct sigaction holding {};
    holding.sa_handler = [](int) { mark_ = 1; };
    ::sigaction(SIGINT, &holding, &before_int_);
    ::sigaction(SIGTERM, &holding, &before_term_);
  }
  ~HeldInterrupts() {
    ::sigaction(SIGINT, &before_int_, nullptr);
    ::sigaction(SIGTERM, &before_term_, nullptr);
  }
  HeldInterrupts(const HeldInterrupts&) = delete;
  HeldInterrupts& operator=(const HeldInterrupts&) = delete;
  static bool came() { return mark_ != 0; }

 private:
  static inline volatile std::sig_atomic_t mark_ = 0;
  struct sigaction before_int_, before_term_;
};

/// "312 of 4,080 objects, 12.3 GB of 100 GB, 1.2 GB a second, 75 s left": one
/// line on a terminal, written over and over; elsewhere nothing.
class ProgressLine {
 public:
  void show(const VerifyProgress& progress) {
    if (::isatty(STDERR_FILENO) != 1) return;
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began_)
            .count();
    std::string text = concat(progress.objects, " of ", progress.total_objects,
                              " objects, ", size_words(progress.bytes), " of ",
                              size_words(progress.total_bytes));
    if (seconds > 1 && progress.bytes > 0) {
      const double rate = static_cast<double>(progress.bytes) / seconds;
      text += concat(
          ", ", size_words(static_cast<std::uint64_t>(rate)), " a second, ",
          duration_words(static_cast<double>(
                             progress.total_bytes -
                             std::min(progress.bytes, progress.total_bytes)) /
                         rate),
          " left");
    }
    std::fprintf(stderr, "\r%s\x1b[K", text.c_str());
    std::fflush(stderr);
    shown_ = true;
  }
  void clear() {
    if (shown_) std::fputs("\r\x1b[K", stderr);
    shown_ = false;
  }

 private:
  std::chrono::steady_clock::time_point began_ =
      std::chrono::steady_clock::now();
  bool shown_ = false;
};

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

int status_command(const fs::path& workspace, const std::string& run,
                   bool json) {
  const RunRecord record = record_of(workspace, run);
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

int log_command(const fs::path& workspace, const std::string& run,
                const std::string& node, bool json) {
  const RunRecord record = record_of(workspace, run);
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
    const std::string line = json ? event_line(event) : event_words(event);
    if (!line.empty()) print(line + "\n");
  });
  return kDone;
}

int verify_command(const fs::path& workspace, const fs::path& results,
                   const VerifyOptions& options, bool json) {
  VerifySettings settings;
  settings.workspace = workspace;
  settings.results = results;
  settings.repair = options.repair;
  settings.quick = options.quick;
  const HeldInterrupts interrupts;
  ProgressLine line;
  settings.go_on = [&](const VerifyProgress& progress) {
    line.show(progress);
    return !HeldInterrupts::came();
  };
  const VerifyReport report = verify(settings);
  line.clear();
  if (json) {
    print(pretty_json({{"objects", report.objects},
                       {"bytes", report.bytes},
                       {"unknown_objects", report.unknown_objects},
                       {"interrupted", report.interrupted},
                       {"notes", report.notes},
                       {"problems", report.problems}}));
  } else {
    for (const std::string& note : report.notes) print(note + "\n");
    for (const std::string& problem : report.problems) print(problem + "\n");
    if (report.unknown_objects > 0) {
      print(concat(report.unknown_objects,
                   report.unknown_objects == 1 ? " object" : " objects",
                   " of which no result is known; `moonstain gc` removes ",
                   report.unknown_objects == 1 ? "it\n" : "them\n"));
    }
    if (report.interrupted) {
      print("interrupted: the rest was not looked at\n");
    }
    print(concat(report.objects, " objects, ", size_words(report.bytes),
                 options.quick ? " by their names and sizes, " : ", ",
                 report.problems.size(), " damaged\n"));
  }
  return report.problems.empty() && !report.interrupted ? kDone : kNodeFailed;
}

int gc_command(const fs::path& workspace, const fs::path& results,
               const GcOptions& options, bool json) {
  GcSettings settings;
  settings.workspace = workspace;
  settings.results = results;
  settings.recent_runs = options.recent_runs;
  settings.dry_run = options.dry_run;
  const GcReport report = collect_garbage(compiled_catalog(), settings);
  if (json) {
    print(pretty_json({{"kept_objects", report.kept_objects},
                       {"kept_bytes", report.kept_bytes},
                       {"removed_objects", report.removed_objects},
                       {"removed_bytes", report.removed_bytes},
                       {"removed_runs", report.removed_runs},
                       {"unknown_objects", report.unknown_objects},
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

int fetch_command(const fs::path& workspace, const std::string& name,
                  const std::string& from, const std::string& to) {
  const fs::path home = home_folder();
  const fs::path manifests = home / "data_manifests";
  const fs::path file = manifests / name / "manifest.json";
  if (home.empty() || !exists(file)) {
    std::vector<std::string> names;
    if (!home.empty() && is_folder(manifests)) {
      for (const std::string& other : list_folder(manifests)) {
        if (exists(manifests / other / "manifest.json")) {
          names.push_back(other);
        }
      }
    }
    fail("no manifest '", name, "'", name_hint(name, names));
  }
  check(!from.empty(), "fetch ", name,
        ": say where the files are: --from DIR; their addresses are in ",
        file.string());
  const Manifest manifest = Manifest::read(file);
  const fs::path target = to.empty() ? workspace / "data" / name : fs::path(to);
  make_folders(target);
  const Fetched fetched = fetch(manifest, from, target);
  print(concat(name, ": ", fetched.copied, " files copied, ",
               size_words(fetched.copied_bytes), "; ", fetched.kept,
               " were there; all verified, in ", target.string(), "\n"));
  return kDone;
}

}  // namespace moonstain
