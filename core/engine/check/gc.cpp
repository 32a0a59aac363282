#include "core/engine/check/gc.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/record/recovery.h"
#include "core/engine/record/result_folders.h"
#include "core/engine/record/results.h"
#include "core/engine/record/run_record.h"
#include "core/engine/run/resolution.h"
#include "core/engine/store/flusher.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/store.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

namespace {

// Objects of a recorded plan, found as a run finds them: key by key.
void add_plan_objects(const StoredPlan& plan, const Catalog& catalog,
                      const Resolution::Lookup& lookup,
                      std::set<Digest>& objects) {
  const Graph& graph = plan.graph;
  Catalog all = catalog;
  for (const auto& [name, numeric] : graph.programs) {
    if (catalog.find(name) != nullptr) return;
    StepDecl program;
    program.name = name;
    program.numeric = numeric;
    all.add(std::move(program));
  }
  for (const Node& node : graph.nodes) {
    // A step that is no more: its results cannot be asked for again.
    if (!node.is_source() && all.find(node.step) == nullptr) return;
  }
  const Resolution resolution(graph, all, plan.numbers, output_nodes(graph, {}),
                              lookup);
  const auto count = static_cast<NodeIndex>(graph.nodes.size());
  for (NodeIndex node = 0; node < count; ++node) {
    if (!resolution.is_source(node) && resolution.object(node)) {
      objects.insert(*resolution.object(node));
    }
  }
}

// Objects that links in `results` name.
// @return whether the folder is there
bool add_named_objects(const fs::path& results, std::set<Digest>& objects) {
  return with_context(
      concat("gc cannot know what results in ", results.native(), " name"),
      [&] {
        std::error_code error;
        const fs::file_status found = fs::status(results, error);
        if (found.type() == fs::file_type::not_found) return false;
        check(!error, error.message(),
              "; make it readable, or remove it and repeat the command");
        for (const Digest& object : linked_objects(results)) {
          objects.insert(object);
        }
        return true;
      });
}

// What stays is said, and the rest goes.
void note(std::string problem, std::vector<std::string>& left) {
  if (!problem.empty()) left.push_back(std::move(problem));
}

}  // namespace

GcReport collect_garbage(const Catalog& catalog, const GcSettings& settings) {
  const Workspace workspace{fs::absolute(settings.workspace)};
  const EngineLock lock = EngineLock::take_or_fail(workspace, "moonstain gc");
  // A ledger that has lost its rows would make all of the store garbage.
  recover_ledger(workspace, Look::shape);
  Ledger ledger(workspace.ledger(), Ledger::Mode::write);
  if (!settings.dry_run) sweep(workspace, ledger);
  Store store(workspace);

  std::vector<std::string> runs = run_names(workspace.root);
  const std::size_t old =
      runs.size() - std::min<std::size_t>(runs.size(), settings.recent_runs);
  GcReport report;
  std::set<Digest> needed;
  add_named_objects(settings.results, needed);
  std::vector<fs::path> gone;
  for (const fs::path& remembered : ledger.result_folders()) {
    const fs::path folder = results_at(workspace, remembered);
    if (add_named_objects(folder, needed)) continue;
    report.forgotten.push_back(folder);
    gone.push_back(remembered);
  }
  check(gone.empty() || settings.forget || settings.dry_run, "gc: results in ",
        listed(report.forgotten, 4),
        " are there no more; what they named is kept: bring them back, or let "
        "go of it with --forget");
  std::set<Digest> plans;
  for (std::size_t i = old; i < runs.size(); ++i) {
    const fs::path record = workspace.runs() / runs[i] / "run.json";
    // Its engine was killed before it had written what it would do.
    if (!entry_exists(record)) continue;
    plans.insert(with_context(
        "gc cannot know what the recent runs need: remove the damaged record, "
        "or leave it out with --recent",
        [&] { return read_run(workspace.root, runs[i]).plan; }));
  }
  const Resolution::Lookup lookup = ledger.lookup(ledger.results());
  for (const Digest& plan : plans) {
    const StoredPlan stored = with_context(
        "gc cannot know what the recent runs need: run them again, or leave "
        "them out with --recent",
        [&] { return read_plan(workspace.root, plan); });
    add_plan_objects(stored, catalog, lookup, needed);
  }

  std::vector<Digest> unneeded;
  const auto present = ledger.present_objects();
  for (const Digest& object : store.list()) {
    if (present.contains(object) || needed.contains(object)) continue;
    ++report.removed_objects;
    ++report.unknown_objects;
    unneeded.push_back(object);
  }
  for (const auto& [object, bytes] : present) {
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
    for (const fs::path& folder : gone) {
      forget_results(workspace, ledger, folder);
    }
    ledger.mark_absent(unneeded);
    for (const Digest& object : unneeded) {
      note(store.remove(object), report.left);
    }
  }
  for (std::size_t i = 0; i < old; ++i) {
    const fs::path folder = workspace.runs() / runs[i];
    if (!is_folder_itself(folder)) continue;
    const bool has_files = is_folder(folder / "failed") ||
                           !run_logs(workspace.root, runs[i]).empty();
    if (!has_files) continue;
    ++report.removed_runs;
    if (settings.dry_run) continue;
    note(try_remove_tree(folder / "failed"), report.left);
    note(try_remove_tree(folder / "logs"), report.left);
  }
  return report;
}

}  // namespace moonstain
