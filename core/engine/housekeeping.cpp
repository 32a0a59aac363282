#include "core/engine/housekeeping.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/engine/flusher.h"
#include "core/engine/ledger.h"
#include "core/engine/resolution.h"
#include "core/engine/results.h"
#include "core/engine/run_record.h"
#include "core/engine/store.h"
#include "core/engine/workspace.h"

namespace moonstain {

namespace {

EngineLock lock_or_fail(const Workspace& workspace,
                        const std::string& command) {
  check(is_folder(workspace.root), "no workspace ", workspace.root.native());
  make_workspace(workspace);
  auto lock = EngineLock::try_take(workspace, command);
  if (!lock) {
    fail("workspace ", workspace.root.native(), " is in use by ",
         lock_holder(workspace), "; wait for it");
  }
  return std::move(*lock);
}

// Objects of a recorded plan, found as a run finds them: key by key.
void add_plan_objects(const StoredPlan& plan, const Catalog& catalog,
                      const Resolution::Lookup& lookup,
                      std::set<Digest>& objects) {
  const Graph& graph = plan.graph;
  for (const Node& node : graph.nodes) {
    // A step that is no more: its results cannot be asked for again.
    if (!node.step.empty() && catalog.find(node.step) == nullptr) return;
  }
  const Resolution resolution(graph, catalog, plan.numbers,
                              output_nodes(graph, {}), lookup);
  const auto count = static_cast<NodeIndex>(graph.nodes.size());
  for (NodeIndex node = 0; node < count; ++node) {
    if (!resolution.is_source(node) && resolution.object(node)) {
      objects.insert(*resolution.object(node));
    }
  }
}

}  // namespace

VerifyReport verify(const fs::path& root, bool repair) {
  const Workspace workspace{fs::absolute(root)};
  const EngineLock lock = lock_or_fail(workspace, "moonstain verify");
  Ledger ledger(workspace.ledger(), Ledger::Mode::write);
  if (repair) sweep(workspace, ledger);
  Store store(workspace);
  VerifyReport report;
  std::vector<Digest> damaged;
  for (const auto& [object, bytes] : ledger.present_objects()) {
    ++report.objects;
    report.bytes += bytes;
    const std::string problem = store.problem(object);
    if (problem.empty()) continue;
    damaged.push_back(object);
    report.problems.push_back(problem);
  }
  if (repair) {
    // First forgotten, then moved: never a row without its bytes.
    ledger.forget(damaged);
    for (const Digest& object : damaged) store.set_aside(object);
  }
  return report;
}

GcReport collect_garbage(const Catalog& catalog, const GcSettings& settings) {
  const Workspace workspace{fs::absolute(settings.workspace)};
  const EngineLock lock = lock_or_fail(workspace, "moonstain gc");
  Ledger ledger(workspace.ledger(), Ledger::Mode::write);
  if (!settings.dry_run) sweep(workspace, ledger);
  Store store(workspace);

  std::vector<std::string> runs = run_names(workspace.root);
  const std::size_t old =
      runs.size() - std::min<std::size_t>(runs.size(), settings.recent_runs);
  std::set<Digest> needed;
  for (const Digest& object : linked_objects(settings.results)) {
    needed.insert(object);
  }
  std::set<Digest> plans;
  for (std::size_t i = old; i < runs.size(); ++i) {
    try {
      plans.insert(read_run(workspace.root, runs[i]).plan);
    } catch (const Error&) {
      // Its engine was killed before it had written what it would do.
    }
  }
  const Resolution::Lookup lookup = ledger.lookup(ledger.results());
  for (const Digest& plan : plans) {
    add_plan_objects(read_plan(workspace.root, plan), catalog, lookup, needed);
  }

  GcReport report;
  std::vector<Digest> unneeded;
  for (const auto& [object, bytes] : ledger.present_objects()) {
    if (needed.contains(object)) {
      ++report.kept_objects;
      report.kept_bytes += bytes;
    } else {
      ++report.removed_objects;
      report.removed_bytes += bytes;
      unneeded.push_back(object);
    }
  }
  if (!settings.dry_run) {
    ledger.mark_absent(unneeded);
    for (const Digest& object : unneeded) store.remove(object);
  }
  for (std::size_t i = 0; i < old; ++i) {
    const fs::path folder = workspace.runs() / runs[i];
    const bool has_files = is_folder(folder / "failed") ||
                           !run_logs(workspace.root, runs[i]).empty();
    if (!has_files) continue;
    ++report.removed_runs;
    if (settings.dry_run) continue;
    remove_tree(folder / "failed");
    remove_tree(folder / "logs");
  }
  return report;
}

}  // namespace moonstain
