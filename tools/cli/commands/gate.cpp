#include "tools/cli/commands/gate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/lines.h"
#include "core/base/path.h"
#include "core/engine/process/host_program.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/record/run_progress.h"
#include "core/engine/record/run_record.h"
#include "core/eval/gate/baseline.h"
#include "core/eval/gate/compare.h"
#include "core/eval/gate/junit.h"
#include "core/eval/gate/markdown.h"
#include "core/eval/gate/measure.h"
#include "core/eval/gate/words.h"
#include "tools/cli/commands/gate_causes.h"
#include "tools/cli/commands/report.h"
#include "tools/cli/named_file.h"
#include "tools/cli/output.h"

namespace moonstain {

namespace {

using gate::Baseline;

constexpr const char* kBaseline = "--baseline";
constexpr const char* kJunit = "--junit";
constexpr const char* kSummary = "--summary";

void write(const Session& session, const char* option, const std::string& file,
           std::string_view bytes) {
  write_named_file(concat("gate: ", option), file, session.options().workspace,
                   bytes);
}

fs::path place_of(const char* option, const std::string& file,
                  const fs::path& workspace) {
  return named_file(concat("gate: ", option), file, workspace);
}

std::string settings_words(const std::map<std::string, std::string>& settings) {
  std::string words;
  for (const auto& [name, value] : settings) {
    words += concat(words.empty() ? "--set " : " --set ", name, "=", value);
  }
  return words.empty() ? "no --set" : words;
}

std::optional<Baseline> read_baseline(const GateOptions& options) {
  if (!path_exists(options.baseline)) {
    check(options.update, "gate: there is no baseline ", options.baseline,
          "; the same command with --update --why REASON makes it");
    return std::nullopt;
  }
  constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20;
  Baseline baseline = Baseline::parse(read_file(options.baseline, kMostBytes),
                                      options.baseline);
  check(options.update || !baseline.metrics.empty(), "gate: ", options.baseline,
        " names no metric, so that nothing would be "
        "compared; the same command with --update --why REASON fills it");
  return baseline;
}

// A number means nothing without its protocol: no baseline is compared with,
// or written over by, that of another one.
void check_fits(const Baseline& baseline, const GateOptions& options,
                const Session& session, const std::string& recipe) {
  check(baseline.recipe == recipe, "gate: ", options.baseline,
        " is a baseline of recipe '", baseline.recipe, "', this is '", recipe,
        "'");
  check(baseline.settings == session.settings(), "gate: ", options.baseline,
        " was made with ", settings_words(baseline.settings),
        ", this command has ", settings_words(session.settings()),
        "; give the same, or keep a baseline of its own for these settings");
}

// A run of hours whose report cannot be written would be for nothing.
void check_options(const GateOptions& options, const fs::path& workspace) {
  check(!options.update || !trimmed(options.why).empty(),
        "gate: --update needs --why REASON, which stands in the baseline "
        "beside each number that moved");
  if (options.update) place_of(kBaseline, options.baseline, workspace);
  // What is written and read, by where it lies behind links.
  std::vector<std::pair<std::string, fs::path>> places = {
      {kBaseline, fs::weakly_canonical(fs::absolute(options.baseline))}};
  for (const auto& [option, file] : {std::pair(kJunit, options.junit),
                                     std::pair(kSummary, options.summary)}) {
    if (file.empty()) continue;
    const fs::path place = place_of(option, file, workspace);
    for (const auto& [other, other_place] : places) {
      check(place != other_place, "gate: ", option, " ", file,
            " is the file of ", other,
            ", which would be lost; name another one");
    }
    places.emplace_back(option, place);
  }
}

std::vector<gate::Leak> leaks_of(const LeakReport& report) {
  std::vector<gate::Leak> leaks;
  for (const JudgedLeak& one : report.leaks) {
    leaks.push_back({kind_words(one.leak),
                     std::string(word_of(one.leak.unit_kind)), one.leak.units,
                     one.by, one.acknowledged_by});
  }
  return gate::tidied(std::move(leaks));
}

// What was measured, as a baseline of its own.
Baseline measured(const Session& session, const lua::Plan& plan,
                  const PlanRun& run, gate::RowsOf rows) {
  Baseline now;
  now.recipe = plan.graph.recipe;
  now.settings = session.settings();
  now.rows = rows;
  const auto findings =
      read_all_findings(reported_outputs(plan.graph), run.outcome);
  check(!findings.empty(), "gate: recipe ", now.recipe,
        " returns no findings, which are what is gated; it returns ",
        listed([&] {
          std::vector<std::string> names;
          for (const auto& [name, nodes] : plan.graph.outputs) {
            names.push_back(name);
          }
          return names;
        }()));
  for (const auto& [name, one] : findings) {
    for (gate::Row& row : gate::rows_of(name, one, rows)) {
      now.metrics.push_back(std::move(row));
    }
  }
  std::sort(
      now.metrics.begin(), now.metrics.end(),
      [](const gate::Row& a, const gate::Row& b) { return a.key() < b.key(); });
  now.leaks = leaks_of(run.leaks);
  now.made_by =
      gate::made_of(plan.graph, plan.catalog, session.numbers(), kVersion,
                    plan_digest(plan.graph, session.numbers()).hex());
  return now;
}

// Names of the findings of which something is to be said; all of them where it
// is of leaks alone.
std::set<std::string> changed_findings(const gate::Comparison& comparison,
                                       const Baseline& is) {
  std::set<std::string> names;
  for (const gate::ComparedRow& row : comparison.rows) {
    if (row.outcome != gate::Outcome::same) names.insert(row.was.findings);
  }
  if (!names.empty()) return names;
  for (const gate::Row& row : is.metrics) names.insert(row.findings);
  return names;
}

gate::About about(const Session& session, const lua::Plan& plan,
                  const PlanRun& run, const GateOptions& options,
                  const Baseline& was, const Baseline& is,
                  const gate::Comparison& comparison) {
  gate::About out;
  out.recipe = plan.graph.recipe;
  out.baseline = options.baseline;
  out.class_was = gate::class_words(was.made_by);
  out.class_is = gate::class_words(is.made_by);
  out.another_class = was.another_class;
  GateCauses causes = gate_causes(session, plan, run.outcome.run, was, is,
                                  changed_findings(comparison, is));
  out.causes = std::move(causes.what);
  out.causes_from = std::move(causes.from);
  out.accept = concat(session.command_line("gate"), " ",
                      shell_line({"--baseline", options.baseline, "--update",
                                  "--why", "REASON"}));
  return out;
}

// The steps that this run has run, as cases.
void add_steps(const Session& session, const std::string& recipe,
               const std::string& run, std::vector<gate::Case>& cases) {
  each_event(session.options().workspace, run, [&](const Event& event) {
    const bool failed = event.kind == EventKind::task_failed;
    if (!failed && event.kind != EventKind::task_done) return;
    gate::Case one;
    one.name = concat(event.step, event.section.empty() ? "" : " ",
                      event.section, " (node ", event.node, ")");
    one.class_name = recipe + ".steps";
    one.seconds = event.seconds;
    if (failed) {
      one.kind = gate::Case::Kind::error;
      one.type = "StepFailed";
      one.message = event.message.substr(0, event.message.find('\n'));
      one.details = event.message;
    }
    cases.push_back(std::move(one));
  });
}

void write_junit(const Session& session, const std::string& recipe,
                 const PlanRun& run, const GateOptions& options,
                 std::vector<gate::Case> cases) {
  if (options.junit.empty()) return;
  add_steps(session, recipe, run.outcome.run, cases);
  gate::Suite suite;
  suite.name = recipe;
  suite.properties = {{"run", run.outcome.run},
                      {"variant", run.outcome.variant},
                      {"baseline", options.baseline},
                      {"moonstain", kVersion}};
  const std::string began =
      read_run(session.options().workspace, run.outcome.run).began;
  suite.timestamp = began.substr(0, began.find('Z'));
  suite.seconds = run.outcome.seconds;
  suite.cases = std::move(cases);
  write(session, kJunit, options.junit, gate::junit_text(suite));
}

int failed_run(const Session& session, const std::string& recipe,
               const PlanRun& run, const GateOptions& options,
               const std::optional<Baseline>& was) {
  const bool interrupted = run.outcome.state == RunOutcome::State::interrupted;
  const std::string message =
      interrupted ? "the run was interrupted"
                  : concat(run.outcome.counts.failed, " of its steps failed");
  write_junit(
      session, recipe, run, options,
      was ? gate::skipped_cases(*was, message) : std::vector<gate::Case>());
  if (!options.summary.empty()) {
    write(session, kSummary, options.summary,
          gate::markdown_of_failure(recipe, message));
  }
  return run.code;
}

Json comparison_json(const gate::Comparison& comparison,
                     const gate::About& about) {
  const auto number = [](double value) {
    return std::isnan(value) ? Json(nullptr) : Json(value);
  };
  Json rows = Json::array();
  for (const gate::ComparedRow& row : comparison.rows) {
    if (row.outcome == gate::Outcome::same) continue;
    rows.push_back({{"metric", row.was.name()},
                    {"was", number(row.was.value)},
                    {"is", row.is ? number(row.is->value) : Json(nullptr)},
                    {"fails", gate::fails(row.outcome)},
                    {"verdict", gate::verdict_words(row)}});
  }
  Json leaks = Json::array();
  for (const gate::ComparedLeak& leak : comparison.leaks) {
    if (leak.outcome == gate::LeakOutcome::known) continue;
    leaks.push_back({{"leak", leak.leak.words()},
                     {"fails", gate::fails(leak.outcome)},
                     {"verdict", gate::verdict_words(leak.outcome)}});
  }
  return {{"event", "gate"},
          {"baseline", about.baseline},
          {"failed", comparison.failed()},
          {"another_class", comparison.another_class},
          {"metrics", rows},
          {"leaks", leaks},
          {"causes", about.causes},
          {"causes_from", about.causes_from}};
}

void say_updated(const Session& session, const GateOptions& options,
                 const Baseline& written) {
  if (session.options().json) {
    say_json(stdout, canonical_json({{"event", "gate"},
                                     {"baseline", options.baseline},
                                     {"updated", true},
                                     {"metrics", written.metrics.size()}}));
    return;
  }
  say(stdout,
      concat("gate: ", options.baseline, " has ", written.metrics.size(),
             " metrics and ", written.leaks.size(),
             written.leaks.size() == 1 ? " leak" : " leaks"));
}

}  // namespace

int gate_command(const Session& session, const GateOptions& options) {
  check_options(options, session.options().workspace);
  const std::optional<Baseline> was = read_baseline(options);
  const lua::Plan plan = session.replanner().plan();
  const std::string& recipe = plan.graph.recipe;
  if (was) check_fits(*was, options, session, recipe);

  const PlanRun run = run_and_say(session, options.run, plan, "run", "");
  if (run.code != kDone) return failed_run(session, recipe, run, options, was);
  const gate::RowsOf rows = options.by_unit ? gate::RowsOf::each
                            : was           ? was->rows
                                            : gate::RowsOf::mean;
  Baseline is = measured(session, plan, run, rows);
  if (options.update) {
    is = gate::updated(was, std::move(is), options.why, options.baseline);
    write(session, kBaseline, options.baseline, is.text());
    say_updated(session, options, is);
    return kDone;
  }

  const gate::Comparison comparison = gate::compare(*was, is);
  const gate::About words =
      about(session, plan, run, options, *was, is, comparison);
  write_junit(session, recipe, run, options, gate::cases_of(comparison, words));
  if (!options.summary.empty()) {
    write(session, kSummary, options.summary,
          gate::markdown(comparison, words));
  }
  if (session.options().json) {
    say_json(stdout, canonical_json(comparison_json(comparison, words)));
  } else {
    say(stdout, "\n" + gate::text(comparison, words));
  }
  return comparison.failed() ? kGateFailed : kDone;
}

}  // namespace moonstain
