#include "tools/cli/stated_claims.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/engine/run/sources.h"

namespace moonstain {
namespace {

SourceFinder finder(const Session& session) {
  std::vector<fs::path> folders{session.recipe_folder()};
  if (is_folder(session.home() / "recipes" / "lib")) {
    folders.push_back(session.home() / "recipes" / "lib");
  }
  return SourceFinder(folders, nullptr);
}

}  // namespace

std::map<std::string, NodeIndex> claimed_outputs(const Graph& graph) {
  std::map<std::string, NodeIndex> out;
  for (const auto& [output, nodes] : graph.outputs) {
    if (nodes.size() != 1) continue;
    const Node& node = graph.nodes[nodes.front()];
    if (node.step != "findings") continue;
    for (const NodeInput& input : node.inputs) {
      if (input.name != "expected" || input.nodes.size() != 1) continue;
      const Node& source = graph.nodes[input.nodes.front()];
      if (source.is_source()) out[output] = input.nodes.front();
    }
  }
  return out;
}

std::vector<Claim> claims_in(const Session& session, const SourceFile& source) {
  const auto found = finder(session).find({source});
  return parse_expected(read_file(found.at(source.sha256).path), source.name);
}

void check_claims(const Session& session, const Graph& graph) {
  for (const auto& [output, node] : claimed_outputs(graph)) {
    const SourceFile& source = *graph.nodes[node].source;
    const auto found = finder(session).locate({source});
    if (!found.contains(source.sha256)) continue;
    parse_expected(read_file(found.at(source.sha256).path), source.name);
  }
}

}  // namespace moonstain
