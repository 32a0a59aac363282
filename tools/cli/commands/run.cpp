#include "tools/cli/commands/run.h"

#include <cstdio>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/engine/plan/units.h"
#include "core/engine/record/run_record.h"
#include "core/eval/findings/copies.h"
#include "core/eval/report/summary.h"
#include "tools/cli/bundle_needs.h"
#include "tools/cli/commands/report.h"
#include "tools/cli/leak_words.h"
#include "tools/cli/live.h"
#include "tools/cli/output.h"
#include "tools/cli/stated_claims.h"
#include "tools/cli/terminal.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

// An option that would have no effect is refused.
void check_executor(const Session& session, const RunOptions& options) {
  if (options.executor == "slurm") {
    check(session.options().device == "cpu",
          "--device cuda runs networks on the GPUs of this machine; leave out "
          "--executor slurm");
    check(options.memory_gb == 0,
          "--memory shares out this machine; with --executor slurm a job asks "
          "for what its step needs, and --slurm-option=--mem=32G for more");
    return;
  }
  const slurm::Settings& slurm = options.slurm;
  const char* unused = !slurm.partition.empty() ? "--slurm-partition"
                       : !slurm.account.empty() ? "--slurm-account"
                       : !slurm.options.empty() ? "--slurm-option"
                       : slurm.time_min > 0     ? "--slurm-time"
                       : !slurm.retry           ? "--no-retry"
                                                : nullptr;
  if (unused != nullptr) fail(unused, " goes with --executor slurm");
}

RunSettings run_settings(const Session& session, const RunOptions& options) {
  check_executor(session, options);
  RunSettings settings;
  settings.workspace = session.options().workspace;
  settings.results = session.options().results;
  settings.recipe_folder = fs::absolute(session.recipe_folder());
  settings.worker = worker_program();
  settings.numbers = session.numbers();
  settings.gpus = session.gpus();
  settings.data_folders = session.data_folders();
  settings.cores = options.cores;
  settings.memory_bytes = bytes_of_gb(options.memory_gb);
  settings.task_memory_bytes = bytes_of_gb(options.task_memory_gb);
  settings.jail.require = options.require_jail;
  settings.keep_going = options.keep_going;
  settings.no_wait = options.no_wait;
  settings.task_limit_s = options.timeout_s;
  settings.use_slurm = options.executor == "slurm";
  settings.slurm = options.slurm;
  settings.command = options.command;
  settings.origin = session.origin();
  return settings;
}

void say_end(const RunOutcome& outcome, const std::string& command) {
  const RunCounts& counts = outcome.counts;
  if (outcome.state == RunOutcome::State::interrupted) {
    say(stderr,
        concat("interrupted: ", counts.done + counts.kept, " of ", counts.total,
               " are done and kept; the same command "
               "goes on from there:\n  ",
               command));
    return;
  }
  if (outcome.state == RunOutcome::State::failed) {
    say(stderr, concat(counts.failed, counts.failed == 1 ? " step" : " steps",
                       " failed",
                       counts.stopped > 0 ? concat(", ", counts.stopped,
                                                   " that need it not run")
                                          : "",
                       "; ", counts.done + counts.kept, " of ", counts.total,
                       " are done and kept"));
  }
}

/// The leaks once more, where what was read tells more of the sections than
/// their files.
LeakReport with_copies_read(const Session& session, const lua::Plan& judged,
                            const std::vector<SectionCopy>& copies,
                            LeakReport leaks) {
  if (copies.empty()) return leaks;
  lua::Plan known = judged;
  for (const SectionCopy& copy : copies) {
    make_one_specimen(known.graph, copy.first, copy.second, copy.in_common);
  }
  return judge_leaks(session.replanner(), known);
}

}  // namespace

PlanRun run_and_say(const Session& session, const RunOptions& options,
                    const lua::Plan& plan, const std::string& command,
                    const std::string& variant, const lua::Plan& judged) {
  for (const std::string& line : plan.printed) say(stderr, line);
  check_claims(session, plan.graph);
  ask_to_run(session, plan, command, options.yes);
  LeakReport leaks = judge_leaks(session.replanner(), judged);
  const bool json = session.options().json;

  RunSettings settings = run_settings(session, options);
  settings.variant = variant;
  const std::string title = concat(
      plan.graph.recipe, " ",
      variant.empty() ? variant_name(plan.graph, session.numbers()) : variant);
  RunOutcome outcome;
  {
    LiveView view(LiveView::style_for(json ? stdout : stderr, json),
                  json ? stdout : stderr, title);
    settings.sink = [&view](const Event& event) { view.show(event); };
    outcome = run(plan.graph, plan.catalog, settings);
  }
  say_end(outcome, options.command);
  if (outcome.state != RunOutcome::State::done) {
    return {kNodeFailed, outcome, leaks};
  }

  const Reported reported = reported_outputs(plan.graph);
  std::optional<WrittenReport> report;
  std::vector<WrittenReport> others;
  if (const auto object = read_reported(reported, outcome)) {
    leaks = with_copies_read(session, judged, object->findings().copies,
                             std::move(leaks));
    const report::Context context = report_context(session, plan, judged, leaks,
                                                   reported, outcome, command);
    report =
        write_report(session.options().workspace, *object, outcome, context);
    others = write_other_reports(reported, outcome, context);
  }
  if (json) {
    Json line = {{"event", "results"},
                 {"run", outcome.run},
                 {"results", outcome.results.string()}};
    if (report) line["report"] = report->page.string();
    for (const WrittenReport& one : others) {
      line["other_reports"].push_back(one.page.string());
    }
    say_json(stdout, canonical_json(line));
    return {kDone, outcome, leaks};
  }
  const std::size_t columns = text_width(stdout, kWidestText);
  if (report) {
    say(stdout, report->summary + "\n");  // leaks among it
    for (const std::string& note : leak_notes(leaks)) {
      print(report::note_text(note, columns));
    }
  } else if (!leaks.leaks.empty()) {
    say(stdout, leaks_text(leaks));
  }
  for (const std::string& note : reported.notes) {
    print(report::note_text(note, columns));
  }
  say(stdout, concat(outcome.counts.done, " run, ", outcome.counts.kept,
                     " kept, ", duration_words(outcome.seconds),
                     "; results in ", outcome.results.string()));
  if (report) {
    say(stdout,
        concat("report: ", report->page.string(), "\n\n", report->headline));
  }
  for (const WrittenReport& one : others) {
    say(stdout, concat("\nreport: ", one.page.string(), "\n\n", one.headline));
  }
  return {kDone, outcome, leaks};
}

PlanRun run_and_say(const Session& session, const RunOptions& options,
                    const lua::Plan& plan, const std::string& command,
                    const std::string& variant) {
  return run_and_say(session, options, plan, command, variant, plan);
}

int run_plan(const Session& session, const RunOptions& options,
             const lua::Plan& plan, const std::string& command,
             const std::string& variant) {
  return run_and_say(session, options, plan, command, variant).code;
}

int run_command(const Session& session, const RunOptions& options) {
  return run_plan(session, options, session.replanner().plan(), "run", "");
}

}  // namespace moonstain