#include "tools/cli/commands/lint.h"

#include <algorithm>

#include "bindings/audit/idle_knobs.h"
#include "bindings/audit/info_sheet.h"
#include "bindings/audit/leaks.h"
#include "bindings/audit/replanner.h"
#include "bindings/audit/statements.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/nouns.h"
#include "tools/cli/commands/sarif.h"
#include "tools/cli/leak_words.h"
#include "tools/cli/named_file.h"
#include "tools/cli/output.h"
#include "tools/cli/program_words.h"
#include "tools/cli/sheet_words.h"
#include "tools/cli/stated_claims.h"
#include "tools/cli/statement_words.h"

namespace moonstain {

namespace {

constexpr const char* kSarif = "lint: --sarif";

std::vector<std::string> idle_words(const std::vector<IdleKnob>& idle) {
  std::vector<std::string> lines;
  for (const IdleKnob& knob : idle) {
    if (knob.where.empty()) {
      lines.push_back(
          concat("param ", knob.name, " changes nothing: tried ", knob.tried));
    } else if (knob.error.empty()) {
      lines.push_back(
          concat(knob.where, ": switch ", knob.name, " changes nothing"));
    } else {
      lines.push_back(concat(knob.where, ": switch ", knob.name,
                             " cannot be turned: ", knob.error));
    }
  }
  return lines;
}

std::vector<std::string> alias_words(const lua::Plan& plan) {
  std::vector<std::string> lines;
  for (const lua::AliasUse& use : plan.aliases) {
    lines.push_back(concat(use.where, ": ", use.alias, " ", use.note));
  }
  return lines;
}

// The same for code hosts, a result a place.
std::vector<LintResult> results_of(const lua::Plan& plan,
                                   const LeakReport& leaks,
                                   const std::vector<StatementFault>& stated,
                                   const std::vector<IdleKnob>& idle) {
  std::vector<LintResult> results;
  for (const JudgedLeak& leak : leaks.leaks) {
    // A leak of what was brought from outside begins with a file.
    const auto line = std::find_if(
        leak.path.begin(), leak.path.end(), [](const std::string& part) {
          return part.find(".lua:") != std::string::npos;
        });
    results.push_back({"leak", leak.acknowledged_by.empty() ? "error" : "note",
                       leak_line(leak), line == leak.path.end() ? "" : *line});
  }
  for (const StatementFault& fault : stated) {
    results.push_back({"statement", fault.contradiction ? "error" : "note",
                       fault.text, fault.where});
  }
  for (const lua::UnusedNode& node : plan.unused) {
    results.push_back({"unused", "warning",
                       concat(node.step, ": no output needs it"), node.where});
  }
  const std::vector<std::string> words = idle_words(idle);
  for (std::size_t i = 0; i < idle.size(); ++i) {
    results.push_back({"idle", "warning", words[i], idle[i].where});
  }
  for (const lua::AliasUse& use : plan.aliases) {
    results.push_back(
        {"alias", "note", concat(use.alias, " ", use.note), use.where});
  }
  for (const std::string& note : leak_notes(leaks)) {
    results.push_back({"remark", "note", note, ""});
  }
  return results;
}

}  // namespace

int lint_command(const Session& session, const std::string& sarif_file,
                 bool with_sheet) {
  const fs::path& workspace = session.options().workspace;
  if (!sarif_file.empty()) named_file(kSarif, sarif_file, workspace);
  const Replanner replanner = session.replanner();
  const lua::Plan plan = replanner.plan();
  check_claims(session, plan.graph);
  const LeakReport leaks = judge_leaks(replanner, plan);
  const std::vector<IdleKnob> without_effect = idle_knobs(replanner);
  const std::vector<std::string> idle = idle_words(without_effect);
  const std::vector<std::string> named = alias_words(plan);
  const std::vector<StatementFault> stated = stated_faults(plan, leaks);
  const std::vector<std::string> errors = statement_lines(stated, true);
  const std::vector<SheetEntry> sheet =
      info_sheet(plan.graph, plan.catalog, leaks);
  const auto bad = static_cast<std::size_t>(std::count_if(
      leaks.leaks.begin(), leaks.leaks.end(),
      [](const JudgedLeak& leak) { return leak.acknowledged_by.empty(); }));
  if (!sarif_file.empty()) {
    const Json results = sarif(results_of(plan, leaks, stated, without_effect),
                               session.recipe_folder(), kVersion);
    write_named_file(kSarif, sarif_file, workspace, pretty_json(results));
  }
  if (session.options().json) {
    Json unused = Json::array();
    for (const lua::UnusedNode& node : plan.unused) {
      unused.push_back({{"step", node.step}, {"where", node.where}});
    }
    std::vector<std::string> notes = leak_notes(leaks);
    notes.insert(notes.end(), named.begin(), named.end());
    const std::vector<std::string> unsure = statement_lines(stated, false);
    notes.insert(notes.end(), unsure.begin(), unsure.end());
    print_json(pretty_json({{"errors", errors},
                            {"leaks", leaks_json(leaks)},
                            {"sheet", sheet_json(sheet_rows(sheet))},
                            {"notes", notes},
                            {"oracles", oracles_json(leaks)},
                            {"unused", unused},
                            {"idle", idle},
                            {"programs", programs_json(plan)}}));
    return bad == 0 && errors.empty() ? kDone : kWrong;
  }
  print(programs_text(plan));
  print(leaks_text(leaks));
  print(oracles_text(leaks));
  print(statements_text(stated));
  for (const std::string& line : named) print("note: " + line + "\n");
  for (const lua::UnusedNode& node : plan.unused) {
    print(concat(node.where, ": ", node.step, ": no output needs it\n"));
  }
  for (const std::string& line : idle) print(line + "\n");
  if (with_sheet) print(sheet_text(sheet));
  print(concat(counted(leaks.leaks.size(), "leak"), ", ", bad,
               " unacknowledged; ", plan.unused.size(), " unused; ",
               idle.size(), " without effect\n"));
  return bad == 0 && errors.empty() ? kDone : kWrong;
}

}  // namespace moonstain
