#pragma once

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/identity.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// The catalog that a worker program prints.
inline Catalog test_catalog(const std::string& worker) {
  const std::string command = "'" + worker + "' --catalog";
  std::FILE* out = ::popen(command.c_str(), "r");
  std::string text;
  char bytes[4096];
  for (std::size_t got; (got = std::fread(bytes, 1, sizeof bytes, out)) > 0;) {
    text.append(bytes, got);
  }
  check(::pclose(out) == 0, worker, " --catalog failed");
  return Catalog::parse(parse_json(text, "catalog"), "catalog");
}

/// A graph written node by node, as a recipe would make it.
struct TestGraph {
  Catalog catalog;
  NumericClass numbers;
  Graph graph;

  explicit TestGraph(Catalog with)
      : catalog(std::move(with)),
        numbers(numeric_class("native", catalog.libtorch())) {
    graph.recipe = "test";
  }

  NodeIndex add(
      const std::string& step, const Json& options = Json::object(),
      const std::map<std::string, std::vector<NodeIndex>>& inputs = {},
      const std::string& section = "") {
    const StepDecl& decl = catalog.step(step);
    Node node;
    node.step = step;
    node.version = decl.version;
    node.options = complete_options(decl, options);
    for (const auto& [name, nodes] : inputs) {
      node.inputs.push_back({name, nodes});
    }
    node.section = section;
    node.where = concat("recipe.lua:", graph.nodes.size() + 1);
    node.id =
        node_id(node, numeric_of(decl, node.options), numbers, graph.nodes);
    graph.nodes.push_back(std::move(node));
    return static_cast<NodeIndex>(graph.nodes.size() - 1);
  }

  NodeIndex add_file(const std::string& name, std::string_view content,
                     const std::string& manifest = "") {
    Node node;
    node.source = {name, content.size(), sha256(content), manifest, {}};
    node.id = node.source->sha256;
    graph.nodes.push_back(std::move(node));
    return static_cast<NodeIndex>(graph.nodes.size() - 1);
  }

  void output(const std::string& name, NodeIndex node) {
    graph.outputs[name] = {node};
  }
};

}  // namespace moonstain
