#include "tools/cli/exported_crate.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/record/results.h"
#include "core/engine/record/run_progress.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/workspace.h"
#include "core/eval/export/crate.h"
#include "core/eval/export/run_time.h"

namespace moonstain {
namespace {

// When each task of a run was done, by what it made.
void add_times(const fs::path& workspace, const RunRecord& record,
               std::map<std::string, StepRun>& by_object) {
  each_event(workspace, record.run, [&](const Event& event) {
    if (event.kind != EventKind::task_done) return;
    by_object[event.object] = {
        record.run, time_after(record.began, event.at_s - event.seconds),
        time_after(record.began, event.at_s)};
  });
}

std::map<NodeIndex, StepRun> step_times(const fs::path& workspace,
                                        const ExportedRun& run) {
  std::vector<Digest> asked;
  for (const auto& object : run.objects) {
    if (object) asked.push_back(*object);
  }
  Ledger ledger(Workspace{workspace}.ledger(), Ledger::Mode::read);
  std::map<std::string, std::map<std::string, StepRun>> by_run;
  const auto times_in =
      [&](const std::string& name) -> const std::map<std::string, StepRun>& {
    const auto [found, is_new] = by_run.try_emplace(name);
    // The record of an old run may be gone, its results are not.
    if (is_new &&
        path_exists(Workspace{workspace}.runs() / name / "run.json")) {
      add_times(workspace, read_run(workspace, name), found->second);
    }
    return found->second;
  };
  const std::map<Digest, Maker> makers = ledger.makers(asked);
  std::map<NodeIndex, StepRun> out;
  for (NodeIndex i = 0; i < run.objects.size(); ++i) {
    if (!run.objects[i] || run.plan.graph.nodes[i].is_source()) continue;
    std::vector<std::string> runs{run.record.run};
    const auto maker = makers.find(*run.objects[i]);
    if (maker != makers.end()) runs.push_back(maker->second.run);
    for (const std::string& name : runs) {
      const auto& times = times_in(name);
      const auto found = times.find(run.objects[i]->hex());
      if (found == times.end()) continue;
      out[i] = found->second;
      break;
    }
  }
  return out;
}

std::string setting_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// Where the recipe lies, by the link beside its results.
fs::path recipe_of(const fs::path& workspace, const RunRecord& record) {
  if (record.results.empty()) return {};
  const fs::path link = results_at(Workspace{workspace}, record.results) /
                        record.recipe / ".recipe";
  return path_exists(link / "recipe.lua") ? fs::weakly_canonical(link)
                                          : fs::path();
}

// What was set, as the run's name says it: "epochs=5,unit=patient". A plan
// holds the values of params, and of switches what came of them.
std::vector<std::string> settings_of(const ExportedRun& run) {
  std::vector<std::string> sets;
  std::set<std::string> named;
  for (const ParamValue& param : run.plan.graph.params) {
    named.insert(param.name);
    sets.push_back(concat(param.name, "=", setting_text(param.value)));
  }
  const std::string& variant = run.record.variant;
  for (std::size_t at = 0; at < variant.size();) {
    const std::size_t end = std::min(variant.find(',', at), variant.size());
    const std::string set = variant.substr(at, end - at);
    const std::size_t equals = set.find('=');
    const std::string name = set.substr(0, equals);
    if (equals != set.npos && name != "numeric" && name != "device" &&
        named.insert(name).second) {
      sets.push_back(set);
    }
    at = end + 1;
  }
  return sets;
}

}  // namespace

PlannedAgain planned_again(const Session& session, const ExportedRun& run) {
  const fs::path recipe = recipe_of(session.options().workspace, run.record);
  if (recipe.empty()) return {{}, "its folder is not there any more", {}};
  CommonOptions options = session.options();
  options.recipe = recipe;
  options.numeric = run.plan.numbers.choice;
  options.device = run.plan.numbers.cuda.empty() ? "cpu" : "cuda";
  options.sets = settings_of(run);
  try {
    const Session again(options);
    lua::Plan plan = again.replanner().plan();
    if (plan_digest(plan.graph, again.numbers()) != run.record.plan) {
      return {{}, "it makes another plan than the run followed", {}};
    }
    return {std::move(plan), "", recipe};
  } catch (const Error& e) {
    return {{}, concat("it cannot be planned: ", e.what()), {}};
  }
}

std::vector<std::string> write_run_crate(const Session& session,
                                         const ExportedRun& run,
                                         const PlannedAgain& again,
                                         const fs::path& folder) {
  const fs::path workspace = session.options().workspace;
  CrateRun crate;
  crate.record = run.record;
  crate.program_version = kVersion;
  crate.graph = &run.plan.graph;
  crate.objects = run.objects;
  crate.times = step_times(workspace, run);
  for (const Node& node : run.plan.graph.nodes) {
    const StepDecl* step = session.catalog().find(node.step);
    if (step != nullptr) crate.sentences[node.step] = step->sentence;
  }
  crate.plan_text = pretty_json(plan_json(run.plan.graph, run.plan.numbers));
  for (const ExportedValue& one : run.values) {
    crate.values[one.node] = one.value;
  }
  std::vector<std::string> notes;
  if (again.plan) {
    crate.recipe = again.recipe;
    // The same nodes, and params with what the recipe says of them.
    crate.graph = &again.plan->graph;
  } else {
    notes.push_back(
        concat("the recipe, ", again.why, "; the plan stands for it"));
  }
  write_crate(crate, folder);
  return notes;
}

}  // namespace moonstain
