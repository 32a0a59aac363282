#include "tools/cli/commands/why.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/record/run_record.h"
#include "core/engine/run/between.h"
#include "core/engine/run/why.h"
#include "tools/cli/commands/report.h"
#include "tools/cli/named_run.h"
#include "tools/cli/output.h"

namespace moonstain {

namespace {

std::string run_line(const fs::path& workspace, const RunRecord& record) {
  const std::string headline = headline_of_run(workspace, record.run);
  return concat("run ", record.run, ": ", record.recipe, " ", record.variant,
                ", ", state_words(record), ", began ", record.began,
                headline.empty() ? "" : ", ", headline, "\n");
}

// How the same output of both came out.
std::string output_state(const RunRecord& before, const RunRecord& after,
                         const std::string& name) {
  const auto made = [&](const RunRecord& record) {
    const auto found = record.outputs.find(name);
    return found != record.outputs.end() && !found->second.empty();
  };
  if (!made(before) || !made(after)) {
    return made(before)  ? concat("only in ", before.run)
           : made(after) ? concat("only in ", after.run)
                         : "in neither";
  }
  return before.outputs.at(name) == after.outputs.at(name) ? "the same bytes"
                                                           : "other bytes";
}

std::string moved_line(const Moved& moved) {
  if (moved.nodes == 0) return concat("  ", moved.what, "\n");
  return concat(
      "  ", moved.what, "\n      at ", moved.path,
      moved.nodes > 1 ? concat(" and ", moved.nodes - 1, " more") : "", "\n");
}

}  // namespace

int why_command(const Session& session, const std::string& path) {
  const lua::Plan plan = session.replanner().plan();
  print(why(plan.graph, path, plan.catalog, session.numbers(),
            session.options().workspace) +
        "\n");
  return kDone;
}

int why_between_command(const fs::path& workspace,
                        const std::vector<std::string>& runs, bool json) {
  const RunRecord before = named_run(workspace, runs.at(0));
  const RunRecord after = named_run(workspace, runs.at(1));
  const std::vector<Moved> moved = moved_between(
      read_plan(workspace, before.plan), read_plan(workspace, after.plan));
  std::map<std::string, std::string> outputs;
  for (const RunRecord* record : {&before, &after}) {
    for (const auto& [name, objects] : record->outputs) {
      outputs[name] = output_state(before, after, name);
    }
  }
  if (json) {
    Json list = Json::array();
    for (const Moved& one : moved) {
      list.push_back(
          {{"what", one.what}, {"path", one.path}, {"nodes", one.nodes}});
    }
    print_json(pretty_json({{"before", before.run},
                            {"after", after.run},
                            {"moved", list},
                            {"outputs", outputs}}));
    return kDone;
  }
  print(run_line(workspace, before));
  print(run_line(workspace, after));
  print(moved.empty()
            ? "nothing moved: the plans are the same\n"
            : concat("what moved from ", before.run, " to ", after.run, ":\n"));
  for (const Moved& one : moved) print(moved_line(one));
  for (const auto& [name, state] : outputs) {
    print(concat("output ", name, ": ", state, "\n"));
  }
  return kDone;
}

}  // namespace moonstain
