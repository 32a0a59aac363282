// Gives a workspace the ledger that a whole run of a recipe would leave, for
// benchmarks of a repeat: a row for each node, with a made-up digest as its
// result. Of the results only the outputs' folders are made, empty.
//
//     bench_fill RECIPE_FOLDER WORKSPACE [NAME=VALUE]...

#include <cstdio>
#include <string>

#include "bindings/lua/plan/planner.h"
#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/engine/run/resolution.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/workspace.h"
#include "tools/cli/session.h"

namespace {

using namespace moonstain;

constexpr std::size_t kRowsAtOnce = 20'000;

std::size_t fill(const lua::PlanRequest& request, const fs::path& folder) {
  const Catalog& catalog = compiled_catalog();
  const Graph graph = lua::plan_recipe(request, catalog).graph;
  const Workspace workspace{folder};
  make_workspace(workspace);
  Ledger ledger(workspace.ledger(), Ledger::Mode::write);
  Resolution resolution(
      graph, catalog, request.numbers, output_nodes(graph, {}),
      [](const Digest&) { return std::optional<KnownResult>(); });
  std::vector<TaskRow> rows;
  while (true) {
    const std::vector<NodeIndex> ready = resolution.take_ready();
    if (ready.empty()) break;
    for (const NodeIndex node : ready) {
      TaskRow row;
      row.key = *resolution.key(node);
      row.object = sha256(row.key.hex());
      row.size_bytes = 1;
      row.step = graph.nodes[node].step;
      row.version = graph.nodes[node].version;
      row.seconds = 0.001;
      resolution.started(node);
      resolution.finished(node, row.object, row.size_bytes);
      rows.push_back(std::move(row));
      if (rows.size() < kRowsAtOnce) continue;
      ledger.record(rows);
      rows.clear();
    }
  }
  ledger.record(rows);
  for (const NodeIndex node : output_nodes(graph, {})) {
    make_folders(workspace.object(*resolution.object(node)));
  }
  return graph.nodes.size();
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) {
    std::fprintf(stderr,
                 "bench_fill RECIPE_FOLDER WORKSPACE [NAME=VALUE]...\n");
    return 2;
  }
  try {
    lua::PlanRequest request;
    request.recipe = words[1];
    request.numbers = numeric_class("native", compiled_catalog().libtorch());
    for (int i = 3; i < count; ++i) {
      const std::string setting = words[i];
      const std::size_t equals = setting.find('=');
      check(equals != std::string::npos, setting, ": expected NAME=VALUE");
      request.settings[setting.substr(0, equals)] = setting.substr(equals + 1);
    }
    std::printf("%zu rows\n", fill(request, words[2]));
    return 0;
  } catch (const Error& e) {
    std::fprintf(stderr, "bench_fill: %s\n", e.what());
    return 1;
  }
}
