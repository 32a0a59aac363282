#include "tools/cli/commands/report.h"

#include <algorithm>
#include <map>
#include <span>

#include "bindings/audit/info_sheet.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/engine/plan/identity.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/record/run_progress.h"
#include "core/engine/record/run_record.h"
#include "core/engine/store/workspace.h"
#include "core/eval/report/leaks.h"
#include "core/eval/report/object.h"
#include "core/eval/report/report.h"
#include "core/eval/report/sentences.h"
#include "core/eval/report/summary.h"
#include "tools/cli/knobs_json.h"
#include "tools/cli/leak_words.h"
#include "tools/cli/named_file.h"
#include "tools/cli/named_run.h"
#include "tools/cli/predictor_costs.h"
#include "tools/cli/program_words.h"
#include "tools/cli/report_context.h"
#include "tools/cli/run_costs.h"
#include "tools/cli/sheet_words.h"
#include "tools/cli/statement_words.h"
#include "tools/cli/stored_object.h"
#include "tools/cli/terminal.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

constexpr const char* kContextFile = "report.json";
/// A text apart, as the context holds every node; earlier runs have none.
constexpr const char* kHeadlineFile = "headline.txt";
constexpr std::uint64_t kMostHeadlineBytes = 4096;
/// That an object is read or drawn for, at most.
constexpr double kSeconds = 120;

// Time by step, from the run's own events; kept results took none.
std::vector<std::pair<std::string, std::string>> timings_of(
    const fs::path& workspace, const RunOutcome& outcome) {
  struct Sum {
    std::uint32_t tasks = 0;
    double seconds = 0;
    std::uint64_t peak_bytes = 0;
  };
  std::map<std::string, Sum> sums;
  each_event(workspace, outcome.run, [&](const Event& event) {
    if (event.kind != EventKind::task_done) return;
    Sum& sum = sums[event.step];
    ++sum.tasks;
    sum.seconds += event.seconds;
    sum.peak_bytes = std::max(sum.peak_bytes, event.peak_bytes);
  });
  std::vector<std::pair<std::string, std::string>> timings;
  for (const auto& [step, sum] : sums) {
    timings.emplace_back(
        step, concat(sum.tasks, sum.tasks == 1 ? " task, " : " tasks, ",
                     duration_words(sum.seconds), ", peak ",
                     size_words(sum.peak_bytes)));
  }
  if (outcome.counts.kept > 0) {
    timings.emplace_back("kept from earlier runs",
                         concat(outcome.counts.kept, " results"));
  }
  timings.emplace_back("whole run", duration_words(outcome.seconds));
  return timings;
}

constexpr std::string_view kReported[] = {"walk", "findings"};

// The object of an output; nothing where it was not made, or is a list.
template <typename Object>
std::optional<Object> object_of(
    const std::map<std::string, std::vector<Object>>& outputs,
    const std::string& name) {
  const auto found = outputs.find(name);
  if (found == outputs.end() || found->second.size() != 1) return std::nullopt;
  return found->second.front();
}

std::optional<fs::path> reported_object(const Reported& reported,
                                        const RunOutcome& outcome) {
  for (const std::string& name : reported.outputs) {
    if (const auto object = object_of(outcome.outputs, name)) return object;
  }
  return std::nullopt;
}

report::Object shut_in_object(const fs::path& folder) {
  check_whole(folder);
  with_context(concat("object ", folder.filename().native()), [&] {
    try_shut_in(kSeconds, [&] { report::Object::read(folder); });
  });
  return report::Object::read(folder);
}

// The page of some outputs; the first is of both that are reported, as a walk
// is over findings.
std::string rendered(const report::Object& object,
                     const report::Context& recipe,
                     std::span<const std::string_view> outputs) {
  const report::Context context = report::of_outputs(recipe, outputs);
  try_shut_in(kSeconds, [&] { report::render(object, context); });
  return report::render(object, context);
}

// Runs of `check --leaks`, and those that fail, make no report.
std::string latest_with_report(const fs::path& workspace) {
  const std::vector<std::string> runs = run_names(workspace);
  const auto found =
      std::find_if(runs.rbegin(), runs.rend(), [&](const std::string& run) {
        return exists(Workspace{workspace}.runs() / run / kContextFile);
      });
  return found != runs.rend() ? *found : "latest";
}

}  // namespace

Reported reported_outputs(const Graph& graph) {
  Reported reported;
  for (const std::string_view name : kReported) {
    const auto found = graph.outputs.find(std::string(name));
    if (found == graph.outputs.end() || found->second.size() != 1) continue;
    const Node& node = graph.nodes[found->second.front()];
    // A recipe cannot declare a program under the name of a step of ours.
    if (node.step == kReported[0] || node.step == kReported[1]) {
      reported.outputs.emplace_back(name);
      continue;
    }
    reported.notes.push_back(concat(
        "output '", name, "' is made by ",
        node.is_source() ? "no step"
        : graph.programs.contains(node.step)
            ? concat("the program '", node.step.str(), "'")
            : concat("the step ", node.step.str()),
        ": it is data, and no page shows it; a page is made of what the steps "
        "walk and findings make"));
  }
  for (const auto& [name, nodes] : graph.outputs) {
    const bool is_first = std::find(std::begin(kReported), std::end(kReported),
                                    name) != std::end(kReported);
    if (!is_first && nodes.size() == 1 &&
        graph.nodes[nodes.front()].step == kReported[1]) {
      reported.others.push_back(name);
    }
  }
  return reported;
}

std::optional<report::Object> read_reported(const Reported& reported,
                                            const RunOutcome& outcome) {
  const auto folder = reported_object(reported, outcome);
  if (!folder) return std::nullopt;
  return shut_in_object(*folder);
}

std::map<std::string, Findings> read_all_findings(const Reported& reported,
                                                  const RunOutcome& outcome) {
  std::vector<std::string> names = reported.outputs;
  names.insert(names.end(), reported.others.begin(), reported.others.end());
  std::map<std::string, Findings> all;
  for (const std::string& name : names) {
    const auto found = outcome.outputs.find(name);
    if (found == outcome.outputs.end() || found->second.size() != 1) continue;
    const auto object = shut_in_object(found->second.front());
    if (const Walk* walk = object.walk()) {
      all[name + ".published"] = walk->published;
      all[name + ".audited"] = walk->audited;
    } else {
      all[name] = object.findings();
    }
  }
  return all;
}

Json methods_json(const lua::Plan& plan) {
  const Graph& graph = plan.graph;
  const Lineage lineage = trace_lineage(graph, plan.catalog);
  Json nodes = Json::array();
  Json sources = Json::array();
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    if (node.is_source()) {
      sources.push_back({{"name", node.source->name},
                         {"sha256", node.source->sha256.hex()},
                         {"size_bytes", node.source->size_bytes},
                         {"manifest", node.source->manifest},
                         {"learned_from", node.source->learned_from}});
      continue;
    }
    nodes.push_back({{"step", node.step},
                     {"version", node.version},
                     {"options", node.options},
                     {"section", node.section},
                     {"where", node.where},
                     {"id", node.id.hex()},
                     {"learned_from", *lineage.learned_from[i]}});
  }
  return {{"nodes", nodes},
          {"sources", sources},
          {report::kProgramsMember, programs_json(plan)},
          {"params", params_json(graph)},
          {"switches", switches_json(graph)}};
}

report::Context report_context(const Session& session, const lua::Plan& plan,
                               const lua::Plan& judged, const LeakReport& leaks,
                               const Reported& reported,
                               const RunOutcome& outcome,
                               const std::string& command) {
  report::Context context;
  context.recipe = plan.graph.recipe;
  context.variant = outcome.variant;
  context.leaks = leak_rows(leaks.leaks);
  context.leaks_audited = leak_rows(leaks.at_audited_end);
  context.unknown_origins = leaks.unknown_sources();
  context.contradictions = statement_lines(stated_faults(judged, leaks), true);
  context.sheet = sheet_rows(info_sheet(judged.graph, judged.catalog, leaks));
  context.not_shown = reported.notes;
  context.methods = methods_json(plan);
  context.versions = {{"moonstain", kVersion}};
  const NumericClass numbers =
      class_of_nodes(plan.graph, plan.catalog, session.numbers());
  context.versions.emplace_back("numeric class", numbers.libm);
  if (!numbers.torch.empty()) {
    context.versions.emplace_back("numeric class of networks", numbers.torch);
  }
  if (!numbers.bfloat16.empty()) {
    context.versions.emplace_back("of those in bfloat16", numbers.bfloat16);
  }
  if (!numbers.cuda.empty()) {
    context.versions.emplace_back("of those on a GPU", numbers.cuda);
  }
  context.timings = timings_of(session.options().workspace, outcome);
  const RunRecord record = named_run(session.options().workspace, outcome.run);
  if (const auto found = run_costs(session.options().workspace, plan.catalog,
                                   record, Parameters::left_out)) {
    context.costs = cost_rows(found->costs);
    context.cost_notes = cost_notes(found->costs);
  }
  context.repeat = {session.command_line(command)};
  return context;
}

WrittenReport write_report(const fs::path& workspace,
                           const report::Object& object,
                           const RunOutcome& outcome,
                           const report::Context& context) {
  const std::size_t columns = text_width(stdout, kWidestText);
  try_shut_in(kSeconds, [&] { report::summary(object, context, columns); });
  WrittenReport report;
  report.page = outcome.results / "report.html";
  replace_file(report.page, rendered(object, context, kReported));
  report.summary = report::summary(object, context, columns);
  report.headline = report::headline_text(object, columns);
  const fs::path run = Workspace{workspace}.runs() / outcome.run;
  if (is_folder(run)) {
    replace_file(run / kContextFile, pretty_json(context_json(context)));
    replace_file(run / kHeadlineFile,
                 report::headline_number(object.findings()));
  }
  return report;
}

std::vector<WrittenReport> write_other_reports(const Reported& reported,
                                               const RunOutcome& outcome,
                                               const report::Context& context) {
  const std::size_t columns = text_width(stdout, kWidestText);
  std::vector<WrittenReport> pages;
  for (const std::string& name : reported.others) {
    const auto folder = object_of(outcome.outputs, name);
    if (!folder) continue;
    const auto object = shut_in_object(*folder);
    WrittenReport page;
    page.page = outcome.results / concat(name, ".html");
    const std::string_view own[] = {name};
    replace_file(page.page, rendered(object, context, own));
    page.headline = report::headline_text(object, columns);
    pages.push_back(std::move(page));
  }
  return pages;
}

std::string headline_of_run(const fs::path& workspace, const std::string& run) {
  const fs::path kept = Workspace{workspace}.runs() / run / kHeadlineFile;
  return exists(kept) ? read_file(kept, kMostHeadlineBytes) : "";
}

fs::path report_again(const fs::path& workspace, const std::string& run,
                      const std::string& out) {
  const char* option = out.empty() ? "report:" : "report: --out";
  if (!out.empty()) named_file(option, out, workspace);
  const RunRecord record = named_run(
      workspace, run == "latest" ? latest_with_report(workspace) : run);
  const Workspace place{workspace};
  const fs::path kept = place.runs() / record.run / kContextFile;
  check(exists(kept), "run ", record.run, " has made no report: it is ",
        state_words(record));
  const report::Context context =
      parse_context(parse_json(read_file(kept), kept.string()), kept.string());
  const Reported reported =
      reported_outputs(read_plan(workspace, record.plan).graph);
  const auto stored = [&](const std::string& name) {
    std::optional<report::Object> object;
    const auto hex = object_of(record.outputs, name);
    if (!hex || hex->empty()) return object;
    const fs::path folder = place.object(Digest::from_hex(*hex));
    check(is_folder(folder), "run ", record.run, ": its ", name,
          " are no longer in the store; repeat it: ", record.command);
    object = shut_in_object(folder);
    return object;
  };
  for (const std::string& name : reported.outputs) {
    const auto first = stored(name);
    if (!first) continue;
    const fs::path page = out.empty()
                              ? fs::path(concat("report-", record.run, ".html"))
                              : fs::path(out);
    write_named_file(option, page, workspace,
                     rendered(*first, context, kReported));
    for (const std::string& other : reported.others) {
      const auto object = stored(other);
      if (!object) continue;
      const std::string beside =
          concat(page.stem().native(), "-", other, page.extension().native());
      const std::string_view own[] = {other};
      write_named_file(option, page.parent_path() / beside, workspace,
                       rendered(*object, context, own));
    }
    return page;
  }
  fail("run ", record.run, " has no findings",
       reported.notes.empty() ? "" : "; ", listed(reported.notes));
}

}  // namespace moonstain
