#include "tools/cli/commands/expected.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/engine/store/workspace.h"
#include "tools/cli/stored_object.h"

namespace moonstain {

namespace {

constexpr std::uint64_t kMostJsonBytes = std::uint64_t{256} << 20;

// The file that says all of a result of this type; empty: it has none.
std::string told_in(const std::string& type) {
  return type == "Findings" ? "findings.json"
         : type == "Walk"   ? "walk.json"
                            : "";
}

}  // namespace

std::map<std::string, std::vector<Digest>> output_objects(
    const Graph& graph, const PlanState& state) {
  std::map<std::string, std::vector<Digest>> objects;
  for (const auto& [output, nodes] : graph.outputs) {
    std::vector<Digest> all;
    for (const NodeIndex node : nodes) {
      if (state.objects[node]) all.push_back(*state.objects[node]);
    }
    if (all.size() == nodes.size()) objects[output] = std::move(all);
  }
  return objects;
}

std::map<std::string, Json> output_json(const lua::Plan& plan,
                                        const PlanState& state,
                                        const fs::path& workspace) {
  std::map<std::string, Json> out;
  for (const auto& [output, objects] : output_objects(plan.graph, state)) {
    const Node& node = plan.graph.nodes[plan.graph.outputs.at(output).front()];
    if (objects.size() != 1 || node.is_source()) continue;
    const std::string file = told_in(plan.catalog.step(node.step).output);
    if (file.empty()) continue;
    const fs::path folder = Workspace{workspace}.object(objects.front());
    check_whole(folder, "`moonstain run` makes it again");
    out[output] = parse_json(read_file(folder / file, kMostJsonBytes),
                             concat(output, ": ", file));
  }
  return out;
}

}  // namespace moonstain
