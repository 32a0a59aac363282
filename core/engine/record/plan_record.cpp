#include "core/engine/record/plan_record.h"

#include <unistd.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/base/optional_members.h"
#include "core/engine/step/kind_words.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

namespace {

/// The member with the programs: plans that are kept in a workspace have it
/// under this word.
constexpr const char* kPrograms = "commands";

Json node_json(const Node& node) {
  Json out = Json::object();
  if (!node.section.empty()) out["section"] = node.section;
  if (node.is_source()) {
    out["file"] = node.source->name;
    out["sha256"] = node.source->sha256.hex();
    out["size_bytes"] = node.source->size_bytes;
    if (!node.source->manifest.empty()) out["manifest"] = node.source->manifest;
    return out;
  }
  out["step"] = node.step;
  out["version"] = node.version;
  out["options"] = node.options;
  out["id"] = node.id.hex();
  Json& inputs = out["inputs"] = Json::object();
  for (const NodeInput& input : node.inputs) {
    inputs[input.name.str()] = input.nodes;
  }
  return out;
}

Node parse_node(const Json& json, NodeIndex index, std::string_view where) {
  Node node;
  if (json.contains("section")) {
    node.section = text_member(json, "section", where);
  }
  if (json.contains("file")) {
    SourceFile source;
    source.name = text_member(json, "file", where);
    source.sha256 = Digest::from_hex(text_member(json, "sha256", where));
    source.size_bytes =
        static_cast<std::uint64_t>(integer_member(json, "size_bytes", where));
    if (json.contains("manifest")) {
      source.manifest = text_member(json, "manifest", where);
    }
    node.id = source.sha256;
    node.source = std::move(source);
    return node;
  }
  node.step = text_member(json, "step", where);
  node.version = static_cast<int>(integer_member(json, "version", where));
  node.options = member(json, "options", where);
  node.id = Digest::from_hex(text_member(json, "id", where));
  for (const auto& [name, list] : member(json, "inputs", where).items()) {
    NodeInput input{name, list.get<std::vector<NodeIndex>>()};
    for (const NodeIndex from : input.nodes) {
      check(from < index, where, ": input '", name, "' of node ", index,
            " names node ", from, ", which is not before it");
    }
    node.inputs.push_back(std::move(input));
  }
  return node;
}

}  // namespace

Json numbers_json(const NumericClass& numbers) {
  Json json = {{"choice", numbers.choice},
               {"libm", numbers.libm},
               {"torch", numbers.torch}};
  if (!numbers.cuda.empty()) json["cuda"] = numbers.cuda;
  if (!numbers.bfloat16.empty()) json["bfloat16"] = numbers.bfloat16;
  return json;
}

NumericClass parse_numbers(const Json& json, std::string_view where) {
  return {.choice = text_member(json, "choice", where),
          .libm = text_member(json, "libm", where),
          .torch = text_member(json, "torch", where),
          .cuda = text_or(json, "cuda", "", where),
          .bfloat16 = text_or(json, "bfloat16", "", where)};
}

Digest plan_digest(const Graph& graph, const NumericClass& numbers) {
  Sha256 hash;
  // Where a node is computed in bfloat16 its id says so.
  NumericClass of_all = numbers;
  of_all.bfloat16.clear();
  hash.add(canonical_json(numbers_json(of_all)));
  hash.add(canonical_json(graph.recipe));
  for (const Node& node : graph.nodes) {
    hash.add(
        std::string_view(reinterpret_cast<const char*>(node.id.bytes.data()),
                         node.id.bytes.size()));
    hash.add(node.section);
    hash.add(node.is_source() ? node.source->name : std::string());
    hash.add("\n");
  }
  for (const auto& [name, nodes] : graph.outputs) {
    hash.add(canonical_json(Json{{"name", name}, {"nodes", nodes}}));
  }
  for (const ParamValue& param : graph.params) {
    hash.add(
        canonical_json(Json{{"name", param.name}, {"value", param.value}}));
  }
  for (const auto& [name, numeric] : graph.programs) {
    hash.add(concat(name, "\n", word_of(numeric), "\n"));
  }
  return hash.finish();
}

Json plan_json(const Graph& graph, const NumericClass& numbers) {
  Json nodes = Json::array();
  for (const Node& node : graph.nodes) nodes.push_back(node_json(node));
  Json params = Json::array();
  for (const ParamValue& param : graph.params) {
    params.push_back({{"name", param.name}, {"value", param.value}});
  }
  Json plan = {{"recipe", graph.recipe},
               {"numeric", numbers_json(numbers)},
               {"nodes", std::move(nodes)},
               {"outputs", graph.outputs},
               {"params", std::move(params)}};
  for (const auto& [name, numeric] : graph.programs) {
    plan[kPrograms][name] = word_of(numeric);
  }
  return plan;
}

StoredPlan parse_plan(const Json& json, std::string_view where) {
  StoredPlan plan;
  plan.numbers = parse_numbers(member(json, "numeric", where), where);
  plan.graph.recipe = text_member(json, "recipe", where);
  for (const Json& node : member(json, "nodes", where)) {
    plan.graph.nodes.push_back(parse_node(
        node, static_cast<NodeIndex>(plan.graph.nodes.size()), where));
  }
  for (const auto& [name, list] : member(json, "outputs", where).items()) {
    auto& nodes = plan.graph.outputs[name];
    nodes = list.get<std::vector<NodeIndex>>();
    for (const NodeIndex node : nodes) {
      check(node < plan.graph.nodes.size(), where, ": output '", name,
            "' names node ", node, ", which is not there");
    }
  }
  const Json programs = json.value(kPrograms, Json::object());
  for (const auto& [name, word] : programs.items()) {
    const std::optional<Numeric> kind =
        word.is_string() ? kind_of<Numeric>(word.get_ref<const std::string&>())
                         : std::nullopt;
    check(kind.has_value(), where, ": program '", name,
          "' is of no known numeric kind");
    plan.graph.programs[name] = *kind;
  }
  for (const Json& param : member(json, "params", where)) {
    ParamValue value;
    value.name = text_member(param, "name", where);
    value.value = member(param, "value", where);
    plan.graph.params.push_back(std::move(value));
  }
  return plan;
}

StoredPlan read_plan(const fs::path& workspace, const Digest& plan) {
  const fs::path path = Workspace{workspace}.plans() / (plan.hex() + ".json");
  return parse_plan(parse_json(read_file(path), path.native()), path.native());
}

namespace {

// `canonical_json(node_json(node))`; a plan has many nodes.
void append_node(std::string& out, const Node& node) {
  const auto text = [&](std::string_view name, const std::string& value) {
    out += concat(",\"", name, "\":", canonical_json(Json(value)));
  };
  if (node.is_source()) {
    out += concat("{\"file\":", canonical_json(Json(node.source->name)));
    if (!node.source->manifest.empty()) text("manifest", node.source->manifest);
    if (!node.section.empty()) text("section", node.section);
    out += concat(",\"sha256\":\"", node.source->sha256.hex(),
                  "\",\"size_bytes\":", node.source->size_bytes, "}");
    return;
  }
  out += concat("{\"id\":\"", node.id.hex(), "\",\"inputs\":{");
  for (const NodeInput& input : node.inputs) {
    if (out.back() != '{') out += ',';
    out += concat(canonical_json(Json(input.name.str())), ":[");
    for (const NodeIndex from : input.nodes) {
      if (out.back() != '[') out += ',';
      out += concat(from);
    }
    out += ']';
  }
  out += concat("},\"options\":", node.options.text());
  if (!node.section.empty()) text("section", node.section);
  text("step", node.step);
  out += concat(",\"version\":", node.version, "}");
}

}  // namespace

void write_plan(const fs::path& workspace, const Graph& graph,
                const NumericClass& numbers, const Digest& name) {
  constexpr std::size_t kPieceBytes = std::size_t{256} << 10;
  const fs::path path = Workspace{workspace}.plans() / (name.hex() + ".json");
  if (path_exists(path)) return;
  // All but the nodes; before them stand programs alone.
  Graph empty;
  empty.recipe = graph.recipe;
  empty.outputs = graph.outputs;
  empty.params = graph.params;
  empty.programs = graph.programs;
  const std::string frame = canonical_json(plan_json(empty, numbers)) + "\n";
  constexpr std::string_view kNodes = "\"nodes\":[";
  const std::size_t head = frame.find(kNodes) + kNodes.size();
  const fs::path fresh =
      path.parent_path() /
      concat(".", path.filename().native(), ".", ::getpid(), ".new");
  FileCalls::current().unlink(fresh.c_str());
  {
    FileWriter file(fresh);
    std::string piece = frame.substr(0, head);
    for (const Node& node : graph.nodes) {
      if (&node != graph.nodes.data()) piece += ',';
      append_node(piece, node);
      if (piece.size() < kPieceBytes) continue;
      file.write(piece);
      piece.clear();
    }
    file.write(piece);
    file.write(std::string_view(frame).substr(head));
    file.finish();
  }
  try {
    sync_path(fresh);
    rename_path(fresh, path);
  } catch (...) {
    FileCalls::current().unlink(fresh.c_str());
    throw;
  }
  sync_path(path.parent_path());
}

}  // namespace moonstain
