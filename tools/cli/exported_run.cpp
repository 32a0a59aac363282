#include "tools/cli/exported_run.h"

#include <algorithm>
#include <optional>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/engine/plan/node_path.h"
#include "core/engine/record/results.h"
#include "core/engine/store/workspace.h"
#include "tools/cli/named_run.h"
#include "tools/cli/node_results.h"
#include "tools/cli/stored_object.h"

namespace moonstain {
namespace {

RunRecord ended_run(const fs::path& workspace, const std::string& what,
                    const std::string& variant) {
  check(variant.empty() || !is_run_name(what),
        "export: a run by its number has its variant; expected a recipe "
        "before '",
        variant, "'");
  RunRecord record = chosen_run(workspace, what, variant);
  check(record.state != "running" || was_killed(record), "run ", record.run,
        " still runs; export it when it has ended");
  return record;
}

StoredValue stored_value(const fs::path& workspace, const ExportedRun& run,
                         NodeIndex node, const std::string& name) {
  const std::optional<Digest>& object = run.objects[node];
  check(object.has_value(), "run ", run.record.run, " has not made ", name,
        ": it is ", state_words(run.record),
        "; repeat it: ", run.record.command);
  StoredValue value;
  value.name = name;
  value.folder = Workspace{workspace}.object(*object);
  check(is_folder(value.folder), "run ", run.record.run, ": ", name,
        " is no longer in the store; repeat it: ", run.record.command);
  check_whole(value.folder);
  with_context(name,
               [&] { try_shut_in(120, [&] { stored_type(value.folder); }); });
  value.type = stored_type(value.folder);
  return value;
}

// "findings.scores[1]" as a name of files.
std::string file_name(std::string path) {
  std::replace(path.begin(), path.end(), '/', '_');
  return path;
}

}  // namespace

std::string type_words(const StoredValue& value) {
  return value.type.empty() ? "files of another program" : value.type;
}

ExportedRun exported_run(const fs::path& workspace, const Catalog& catalog,
                         const std::string& what, const std::string& variant,
                         const std::vector<std::string>& paths) {
  ExportedRun run;
  run.record = ended_run(workspace, what, variant);
  run.plan = read_plan(workspace, run.record.plan);
  const Graph& graph = run.plan.graph;
  run.objects = node_results(workspace, run.plan, catalog, run.record).objects;
  const auto add = [&](NodeIndex node, const std::string& name) {
    if (graph.nodes[node].is_source()) return;
    run.values.push_back({node, stored_value(workspace, run, node, name)});
  };
  for (const std::string& path : paths) {
    add(node_at(graph, path), file_name(path));
  }
  if (!paths.empty()) return run;
  for (const auto& [name, nodes] : graph.outputs) {
    const std::vector<std::string> items = result_item_names(graph, nodes);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      add(nodes[i], nodes.size() == 1 ? name : concat(name, "/", items[i]));
    }
  }
  return run;
}

}  // namespace moonstain
