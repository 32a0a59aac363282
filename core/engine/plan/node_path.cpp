#include "core/engine/plan/node_path.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {

namespace {

// One part of a path: "metrics[3]".
struct PathPart {
  std::string name;
  std::string index;  ///< between the brackets; empty: none
};

std::vector<PathPart> split_path(const std::string& path) {
  std::vector<PathPart> parts;
  std::size_t start = 0;
  while (start <= path.size()) {
    // A section's name may hold dots: brackets go first.
    std::size_t end = start;
    while (end < path.size() && path[end] != '.' && path[end] != '[') ++end;
    PathPart part{path.substr(start, end - start), ""};
    if (end < path.size() && path[end] == '[') {
      const std::size_t close = path.find(']', end);
      check(close != std::string::npos, "path ", path, ": '[' without ']'");
      part.index = path.substr(end + 1, close - end - 1);
      check(!part.index.empty() &&
                (close + 1 == path.size() || path[close + 1] == '.'),
            "path ", path, ": expected NAME[INDEX].NAME[INDEX]...");
      end = close + 1;
    }
    check(!part.name.empty(), "path ", path,
          ": expected NAME[INDEX].NAME[INDEX]...");
    parts.push_back(std::move(part));
    start = end + 1;
  }
  return parts;
}

NodeIndex pick(const Graph& graph, const std::vector<NodeIndex>& nodes,
               const PathPart& part, const std::string& path) {
  if (part.index.empty()) {
    check(nodes.size() == 1, "path ", path, ": '", part.name, "' has ",
          nodes.size(), " values; name one as ", part.name, "[1] to ",
          part.name, "[", nodes.size(), "], or by section");
    return nodes.front();
  }
  std::size_t number = 0;
  const char* end = part.index.data() + part.index.size();
  const auto [stop, error] = std::from_chars(part.index.data(), end, number);
  if (error == std::errc() && stop == end) {
    check(number >= 1 && number <= nodes.size(), "path ", path, ": '",
          part.name, "' has ", nodes.size(), " value(s), counted from 1");
    return nodes[number - 1];
  }
  for (const NodeIndex node : nodes) {
    const std::string& section = graph.nodes[node].section;
    if (section == part.index ||
        section.substr(section.rfind('/') + 1) == part.index) {
      return node;
    }
  }
  fail("path ", path, ": '", part.name, "' has no value of section ",
       part.index);
}

[[noreturn]] void fail_name(const std::string& path, const std::string& name,
                            const std::vector<std::string>& names) {
  fail("path ", path, ": no '", name, "'; there is ",
       names.empty() ? "nothing below a file" : listed(names));
}

}  // namespace

NodeIndex node_at(const Graph& graph, const std::string& path) {
  const std::vector<PathPart> parts = split_path(path);
  const auto output = graph.outputs.find(parts.front().name);
  if (output == graph.outputs.end()) {
    std::vector<std::string> names;
    for (const auto& [name, nodes] : graph.outputs) names.push_back(name);
    fail_name(path, parts.front().name, names);
  }
  NodeIndex node = pick(graph, output->second, parts.front(), path);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto& inputs = graph.nodes[node].inputs;
    const auto input = std::find_if(
        inputs.begin(), inputs.end(),
        [&](const NodeInput& in) { return in.name == parts[i].name; });
    if (input == inputs.end()) {
      std::vector<std::string> names;
      for (const NodeInput& in : inputs) names.push_back(in.name);
      fail_name(path, parts[i].name, names);
    }
    node = pick(graph, input->nodes, parts[i], path);
  }
  return node;
}

std::string item_path(const std::string& path, const NodeInput& input,
                      std::size_t item) {
  std::string out = concat(path, ".", input.name);
  if (input.nodes.size() > 1) out += concat("[", item + 1, "]");
  return out;
}

}  // namespace moonstain
