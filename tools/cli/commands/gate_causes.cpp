#include "tools/cli/commands/gate_causes.h"

#include <algorithm>
#include <optional>

#include "core/base/error.h"
#include "core/base/path.h"
#include "core/engine/plan/identity.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/record/run_record.h"
#include "core/engine/run/between.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

namespace {

// The run of this workspace that followed the plan, before `now`.
std::string run_of_plan(const fs::path& workspace, const Digest& plan,
                        const std::string& now) {
  const std::vector<std::string> runs = run_names(workspace);
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    if (*run == now) continue;
    const std::optional<RunRecord> record = whole_run(workspace, *run);
    if (record && record->plan == plan) return *run;
  }
  return "";
}

// A plan's outputs narrowed to those whose findings have changed; a walk's two
// ends are one output.
StoredPlan narrowed(StoredPlan plan, const std::set<std::string>& findings) {
  std::erase_if(plan.graph.outputs, [&](const auto& output) {
    return std::none_of(
        findings.begin(), findings.end(), [&](const std::string& name) {
          return name == output.first || name.starts_with(output.first + ".");
        });
  });
  return plan;
}

std::string moved_words(const Moved& moved) {
  return concat(
      moved.what, moved.nodes == 0 ? "" : concat(", at ", moved.path),
      moved.nodes > 1 ? concat(" and ", moved.nodes - 1, " more") : "");
}

// What the plans' steps do not compute in has moved nothing.
NumericClass counted(NumericClass numbers, const gate::Baseline& was,
                     const gate::Baseline& is) {
  if (was.made_by.torch.empty() && is.made_by.torch.empty()) {
    numbers.torch.clear();
    numbers.cuda.clear();
    numbers.bfloat16.clear();
  }
  if (was.made_by.libm.empty() && is.made_by.libm.empty()) numbers.libm.clear();
  return numbers;
}

}  // namespace

GateCauses gate_causes(const Session& session, const lua::Plan& plan,
                       const std::string& run, const gate::Baseline& was,
                       const gate::Baseline& is,
                       const std::set<std::string>& findings) {
  const fs::path& workspace = session.options().workspace;
  const Digest old = Digest::from_hex(was.made_by.plan);
  const fs::path kept = Workspace{workspace}.plans() / (old.hex() + ".json");
  if (!path_exists(kept)) {
    return {gate::made_differences(was.made_by, is.made_by),
            "the baseline's own record"};
  }
  GateCauses causes;
  const std::string by = run_of_plan(workspace, old, run);
  causes.from = by.empty() ? "the plan that this workspace has of it"
                           : concat("run ", by);
  if (was.made_by.moonstain != is.made_by.moonstain) {
    causes.what.push_back(concat("moonstain ", is.made_by.moonstain, ", was ",
                                 was.made_by.moonstain));
  }
  StoredPlan before = read_plan(workspace, old);
  before.numbers = counted(before.numbers, was, is);
  const NumericClass numbers = counted(
      class_of_nodes(plan.graph, plan.catalog, session.numbers()), was, is);
  for (const Moved& moved :
       moved_between(narrowed(before, findings),
                     narrowed({plan.graph, numbers}, findings))) {
    causes.what.push_back(moved_words(moved));
  }
  return causes;
}

}  // namespace moonstain
