#include "tools/cli/commands/lint.h"

#include <algorithm>

#include "bindings/audit/idle_knobs.h"
#include "bindings/audit/leaks.h"
#include "bindings/audit/replanner.h"
#include "bindings/audit/statements.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "tools/cli/leak_words.h"
#include "tools/cli/output.h"
#include "tools/cli/program_words.h"
#include "tools/cli/statement_words.h"

namespace moonstain {

namespace {

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

}  // namespace

int lint_command(const Session& session) {
  const Replanner replanner = session.replanner();
  const lua::Plan plan = replanner.plan();
  const LeakReport leaks = judge_leaks(replanner, plan);
  const std::vector<std::string> idle = idle_words(idle_knobs(replanner));
  const std::vector<std::string> named = alias_words(plan);
  const std::vector<StatementFault> stated = statement_faults(
      plan.graph, plan.catalog, leaks.lineage,
      [&](const Leak& leak) { return leaks.acknowledges(leak); });
  const std::vector<std::string> errors = statement_lines(stated, true);
  const auto bad = static_cast<std::size_t>(std::count_if(
      leaks.leaks.begin(), leaks.leaks.end(),
      [](const JudgedLeak& leak) { return leak.acknowledged_by.empty(); }));
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
  print(concat(leaks.leaks.size(), " leaks, ", bad, " unacknowledged; ",
               plan.unused.size(), " unused; ", idle.size(),
               " without effect\n"));
  return bad == 0 && errors.empty() ? kDone : kWrong;
}

}  // namespace moonstain
