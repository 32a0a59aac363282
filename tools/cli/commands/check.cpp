#include "tools/cli/commands/check.h"

#include <cstdio>

#include "bindings/audit/leaks.h"
#include "core/base/error.h"
#include "core/base/file_lock.h"
#include "core/base/folder.h"
#include "core/engine/check/leak_check.h"
#include "core/engine/check/repeat_check.h"
#include "core/engine/check/section_reading.h"
#include "core/engine/plan/units.h"
#include "core/engine/process/machine.h"
#include "core/engine/run/run.h"
#include "core/engine/store/workspace.h"
#include "core/eval/findings/copies.h"
#include "tools/cli/bundle_needs.h"
#include "tools/cli/commands/check_against.h"
#include "tools/cli/commands/check_difference.h"
#include "tools/cli/commands/check_leaks.h"
#include "tools/cli/commands/check_tolerance.h"
#include "tools/cli/live.h"
#include "tools/cli/output.h"
#include "tools/cli/terminal.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

RunSettings settings_of(const Session& session, const CheckOptions& options) {
  RunSettings settings;
  settings.workspace = fs::absolute(session.options().workspace);
  settings.worker = worker_program();
  settings.numbers = session.numbers();
  settings.gpus = session.gpus();
  settings.data_folders = session.data_folders();
  settings.cores = options.run.cores;
  settings.memory_bytes = bytes_of_gb(options.run.memory_gb);
  settings.task_memory_bytes = bytes_of_gb(options.run.task_memory_gb);
  settings.jail.require = options.run.require_jail;
  settings.task_limit_s = options.run.timeout_s;
  settings.command = options.run.command;
  return settings;
}

/// The folder that checks of one workspace work in, one at a time. What an
/// earlier one has left there goes.
class Scratch {
 public:
  explicit Scratch(const fs::path& workspace) : folder_(workspace / "check") {
    make_folders(workspace);
    lock_ = FileLock::try_lock(workspace / "check.lock");
    check(lock_.has_value(), "another `moonstain check` is at work in ",
          workspace.native(), "; wait for it, or name another --workspace");
    remove_tree(folder_);
  }
  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
  std::optional<FileLock> lock_;
};

/// "check 2 of 2: 12 of 40 nodes compared": redrawn on a terminal, else a line
/// each tenth.
class Progress {
 public:
  explicit Progress(std::string title) : title_(std::move(title)) {}

  void operator()(std::uint32_t done, std::uint32_t total) {
    const std::string words =
        concat(title_, ": ", done, " of ", total, " nodes compared");
    if (line_.shown() && done < total) {
      line_.show(words);
    } else if (done == total || done * 10 / total != said_) {
      said_ = done * 10 / total;
      line_.clear();
      say(stderr, words);
    }
  }

 private:
  std::string title_;
  StatusLine line_{stderr};
  std::uint32_t said_ = 0;
};

std::string name_of(const Node& node) {
  return concat(node.step, node.section.empty() ? "" : " ", node.section);
}

std::string difference_text(const Graph& graph,
                            const NodeDifference& difference) {
  const Node& node = graph.nodes[difference.node];
  std::string text =
      concat(node.where, ": ", name_of(node), " (node ", difference.node,
             ", version ", node.version, ") differs ", difference.varied, "\n");
  if (!difference.error.empty()) {
    return text +
           concat("    the second time it failed: ", difference.error, "\n");
  }
  for (const FileDifference& file :
       object_differences(difference.first, difference.second)) {
    text += concat("    ", difference_words(file), "\n");
  }
  return text + concat("    ", difference.first.native(), "\n    ",
                       difference.second.native(), "\n");
}

Json difference_json(const Graph& graph, const NodeDifference& difference) {
  const Node& node = graph.nodes[difference.node];
  Json files = Json::array();
  if (difference.error.empty()) {
    for (const FileDifference& file :
         object_differences(difference.first, difference.second)) {
      Json one = {{"file", file.file},
                  {"first_byte", file.first_byte},
                  {"bytes", file.bytes}};
      if (!file.array.empty()) {
        one["array"] = file.array;
        one["values"] = file.values;
        one["values_differ"] = file.values_differ;
        one["largest"] = file.largest;
      }
      files.push_back(std::move(one));
    }
  }
  return {{"node", difference.node},
          {"step", node.step},
          {"version", node.version},
          {"section", node.section},
          {"where", node.where},
          {"varied", difference.varied},
          {"error", difference.error},
          {"files", files},
          {"first", difference.first.native()},
          {"second", difference.second.native()}};
}

int say_report(const Session& session, const Graph& graph,
               const RepeatCheck& report, const std::string& what,
               const std::string& hint) {
  const bool same = report.differences.empty();
  if (session.options().json) {
    Json differences = Json::array();
    for (const NodeDifference& one : report.differences) {
      differences.push_back(difference_json(graph, one));
    }
    say_json(stdout, canonical_json({{"event", "checked"},
                                     {"nodes", report.nodes},
                                     {"files", report.files},
                                     {"bytes", report.bytes},
                                     {"by_tolerance", report.by_tolerance},
                                     {"differences", differences}}));
    return same ? kDone : kNodeFailed;
  }
  for (const NodeDifference& one : report.differences) {
    say(stdout, difference_text(graph, one));
  }
  const std::string counts =
      concat(report.nodes, report.nodes == 1 ? " node" : " nodes", ", ",
             report.files, report.files == 1 ? " file, " : " files, ",
             report.bytes, report.bytes == 1 ? " byte " : " bytes ", what);
  say(stdout,
      same ? concat("the same: ", counts)
           : concat(report.differences.size(), " of ", counts, "; ", hint));
  if (report.by_tolerance > 0) {
    say(stdout,
        concat(report.by_tolerance, " of them ran on the GPU (",
               session.numbers().cuda,
               ") and were compared with the CPU: ", tolerance_words()));
  }
  return same ? kDone : kNodeFailed;
}

void say_failures(const RunOutcome& outcome) {
  for (const TaskFailure& failure : outcome.failures) {
    say(stderr, concat("failed: ", failure.message));
  }
}

int check_all(const Session& session, const CheckOptions& options,
              const lua::Plan& plan) {
  const Scratch scratch(fs::absolute(session.options().workspace));
  RepeatCheckSettings settings;
  settings.run = settings_of(session, options);
  settings.scratch = scratch.folder();
  settings.seed = options.seed;
  settings.alike = alike_by_tolerance;
  const unsigned cores =
      options.run.cores > 0 ? options.run.cores : usable_cores();
  Progress progress(
      concat("check 2 of 2, ", cores, cores == 1 ? " worker" : " workers"));
  if (!session.options().json) settings.progress = std::ref(progress);
  RunOutcome outcome;
  std::optional<RepeatCheck> report;
  {
    const bool json = session.options().json;
    LiveView view(LiveView::style_for(json ? stdout : stderr, json),
                  json ? stdout : stderr, "check 1 of 2, 1 worker");
    settings.run.sink = [&view](const Event& event) { view.show(event); };
    report = check_repeats(plan.graph, plan.catalog, settings, outcome);
  }
  if (!report) {
    say_failures(outcome);
    say(stderr, outcome.state == RunOutcome::State::interrupted
                    ? "interrupted: nothing was compared"
                    : "the recipe fails, so nothing was compared");
    return kNodeFailed;
  }
  return say_report(session, plan.graph, *report, "compared twice",
                    concat("both results are kept in ",
                           scratch.folder().native(), " until the next check"));
}

int check_stored(const Session& session, const CheckOptions& options,
                 const lua::Plan& plan) {
  const Scratch scratch(fs::absolute(session.options().workspace));
  RepeatCheckSettings settings;
  settings.run = settings_of(session, options);
  settings.scratch = scratch.folder();
  settings.seed = options.seed;
  settings.alike = alike_by_tolerance;
  Progress progress("check");
  if (!session.options().json) settings.progress = std::ref(progress);
  const RepeatCheck report =
      check_sample(plan.graph, plan.catalog, settings, *options.sample);
  return say_report(
      session, plan.graph, report, "recomputed and compared with the store",
      concat("a step whose numbers changed needs a new version; the new "
             "results are kept in ",
             scratch.folder().native(), " until the next check"));
}

/// Reads all sections, and notes in the plan which are one specimen.
void note_copies(const Session& session, const LeakCheckSettings& settings,
                 lua::Plan& plan) {
  const auto reading = copies_reading(plan.catalog);
  if (!reading) return;
  const auto graph =
      with_reading(plan.graph, plan.catalog, session.numbers(), *reading);
  if (!graph) return;
  const RunOutcome outcome = settings.run(*graph);
  const auto made = outcome.outputs.find(reading->step);
  if (made == outcome.outputs.end()) {
    say_failures(outcome);
    fail(
        "check --leaks: the sections could not be read, so nothing can be "
        "compared");
  }
  for (const SectionCopy& copy :
       SectionCopies::read(made->second.front()).copies) {
    make_one_specimen(plan.graph, copy.first, copy.second, copy.in_common);
  }
}

int check_for_leaks(const Session& session, const CheckOptions& options,
                    lua::Plan plan) {
  check(session.options().device == "cpu",
        "check --leaks: looks for bytes that change, which a GPU does not "
        "repeat for certain; leave out --device cuda");
  const Scratch scratch(fs::absolute(session.options().workspace));
  LeakCheckSettings settings;
  settings.scrambles = scrambles_of(session.catalog());
  check(!settings.scrambles.empty(),
        "check --leaks: the catalog has no step that scrambles a section");
  settings.unit = kind_of<UnitKind>(options.unit).value();
  RunSettings run_settings = settings_of(session, options);
  run_settings.keep_going = true;
  run_settings.variant = "check-leaks";
  run_settings.results = scratch.folder() / "results";
  int round = 0;
  settings.run = [&](const Graph& graph) {
    const bool json = session.options().json;
    LiveView view(LiveView::style_for(json ? stdout : stderr, json),
                  json ? stdout : stderr,
                  concat("check --leaks, round ", ++round));
    run_settings.sink = [&view](const Event& event) { view.show(event); };
    return run(graph, plan.catalog, run_settings);
  };
  note_copies(session, settings, plan);
  const LeakReport declared = judge_leaks(session.replanner(), plan);
  const LeakCheck found =
      check_leaks(plan.graph, plan.catalog, session.numbers(), settings);
  remove_tree(scratch.folder());
  const LeakVerdict verdict = judge_proven(plan.graph, found, declared);
  if (session.options().json) {
    Json line = verdict_json(verdict, found);
    line["event"] = "leaks";
    say_json(stdout, canonical_json(line));
  } else {
    say(stdout, verdict_text(verdict, found));
  }
  return verdict.clean() ? kDone : kNodeFailed;
}

}  // namespace

int check_command(const Session& session, const CheckOptions& options) {
  const lua::Plan plan = session.replanner().plan();
  if (!options.against.empty()) {
    return check_against(session, options.run, plan, options.against);
  }
  for (const std::string& line : plan.printed) say(stderr, line);
  ask_to_run(session, plan, "check", options.run.yes);
  if (options.leaks) return check_for_leaks(session, options, plan);
  if (options.sample) return check_stored(session, options, plan);
  return check_all(session, options, plan);
}

}  // namespace moonstain
