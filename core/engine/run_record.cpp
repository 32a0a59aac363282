#include "core/engine/run_record.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/engine/kind_words.h"
#include "core/engine/machine.h"
#include "core/engine/workspace.h"

namespace moonstain {

namespace {

constexpr std::size_t kLongestVariant = 100;
constexpr std::uint64_t kMostRecordBytes = std::uint64_t{1} << 24;

Workspace at(const fs::path& workspace) { return Workspace{workspace}; }

Json numbers_json(const NumericClass& numbers) {
  return {{"choice", numbers.choice},
          {"libm", numbers.libm},
          {"torch", numbers.torch}};
}

NumericClass parse_numbers(const Json& json, std::string_view where) {
  return {text_member(json, "choice", where), text_member(json, "libm", where),
          text_member(json, "torch", where)};
}

bool is_run_name(const std::string& name) {
  return name.size() >= 4 && std::all_of(name.begin(), name.end(), [](char c) {
           return c >= '0' && c <= '9';
         });
}

std::uint64_t run_number(const std::string& name) {
  std::uint64_t number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

Json node_json(const Node& node) {
  Json out = Json::object();
  if (!node.section.empty()) out["section"] = node.section;
  if (node.step.empty()) {
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

std::vector<std::string> run_names(const fs::path& workspace) {
  std::vector<std::string> names;
  if (!is_folder(at(workspace).runs())) return names;
  for (std::string& name : list_folder(at(workspace).runs())) {
    if (is_run_name(name)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) {
    return run_number(a) < run_number(b);
  });
  return names;
}

RunRecord read_run(const fs::path& workspace, const std::string& run) {
  const std::vector<std::string> names = run_names(workspace);
  check(!names.empty(), "no run in ", workspace.native(), " yet");
  const std::string name = run == "latest" ? names.back() : run;
  check(std::find(names.begin(), names.end(), name) != names.end(), "no run '",
        name, "' in ", workspace.native(), "; the latest is ", names.back());
  const fs::path path = at(workspace).runs() / name / "run.json";
  const std::string where = path.native();
  const Json json = parse_json(read_file(path, kMostRecordBytes), where);
  RunRecord record;
  record.run = name;
  record.recipe = text_member(json, "recipe", where);
  record.variant = text_member(json, "variant", where);
  record.command = text_member(json, "command", where);
  record.state = text_member(json, "state", where);
  record.began = text_member(json, "began", where);
  record.seconds = number_member(json, "seconds", where);
  record.host = text_member(json, "host", where);
  record.process = integer_member(json, "process", where);
  record.numbers = parse_numbers(member(json, "numeric", where), where);
  if (json.contains("jail")) record.jail = text_member(json, "jail", where);
  record.plan = Digest::from_hex(text_member(json, "plan", where));
  record.counts = parse_event({{"event", "ended"},
                               {"at_s", 0.0},
                               {"counts", member(json, "counts", where)}})
                      .counts;
  for (const auto& [output, list] : member(json, "outputs", where).items()) {
    record.outputs[output] = list.get<std::vector<std::string>>();
  }
  return record;
}

void write_run(const fs::path& workspace, const RunRecord& record) {
  Event counts;
  counts.counts = record.counts;
  Json json = {
      {"recipe", record.recipe},
      {"variant", record.variant},
      {"command", record.command},
      {"state", record.state},
      {"began", record.began},
      {"seconds", record.seconds},
      {"host", record.host},
      {"process", record.process},
      {"numeric", numbers_json(record.numbers)},
      {"plan", record.plan.hex()},
      {"counts", Json::parse(event_line(counts)).at("counts")},
      {"outputs", record.outputs},
  };
  if (!record.jail.empty()) json["jail"] = record.jail;
  replace_file(at(workspace).runs() / record.run / "run.json",
               pretty_json(json));
}

std::string make_run(const fs::path& workspace) {
  const std::vector<std::string> names = run_names(workspace);
  const std::string name =
      zero_padded(names.empty() ? 1 : run_number(names.back()) + 1, 4);
  make_folders(at(workspace).runs() / name / "logs");
  return name;
}

bool was_killed(const RunRecord& record) {
  if (record.state != "running") return false;
  if (record.host != host_name()) return false;
  return ::kill(static_cast<pid_t>(record.process), 0) != 0 && errno == ESRCH;
}

EventsRead read_events(const fs::path& workspace, const std::string& run,
                       std::uint64_t offset) {
  EventsRead result;
  result.offset = offset;
  const fs::path path = at(workspace).runs() / run / "events.jsonl";
  if (!path_exists(path)) return result;
  FileReader reader(path);
  if (reader.size_bytes() <= offset) return result;
  std::string text(reader.size_bytes() - offset, '\0');
  reader.read_at(text.data(), text.size(), offset);
  std::size_t start = 0;
  std::size_t line = 0;
  for (std::size_t end; (end = text.find('\n', start)) != std::string::npos;
       start = end + 1) {
    ++line;
    try {
      result.events.push_back(parse_event(parse_json(
          std::string_view(text).substr(start, end - start), "event")));
    } catch (const Error& e) {
      fail(path.native(), offset == 0 ? ", line " : ", line after those read ",
           line, ": ", e.what());
    }
  }
  result.offset = offset + start;
  return result;
}

std::map<NodeIndex, fs::path> run_logs(const fs::path& workspace,
                                       const std::string& run) {
  std::map<NodeIndex, fs::path> logs;
  const fs::path folder = at(workspace).runs() / run / "logs";
  if (!is_folder(folder)) return logs;
  for (const std::string& name : list_folder(folder)) {
    NodeIndex node = 0;
    const auto [end, error] =
        std::from_chars(name.data(), name.data() + name.size(), node);
    if (error == std::errc() && end != name.data() + name.size() &&
        *end == '-') {
      logs[node] = folder / name;
    }
  }
  return logs;
}

Digest plan_digest(const Graph& graph, const NumericClass& numbers) {
  Sha256 hash;
  hash.add(canonical_json(numbers_json(numbers)));
  hash.add(canonical_json(graph.recipe));
  for (const Node& node : graph.nodes) {
    hash.add(
        std::string_view(reinterpret_cast<const char*>(node.id.bytes.data()),
                         node.id.bytes.size()));
    hash.add(node.section);
    hash.add(node.step.empty() ? node.source->name : std::string());
    hash.add("\n");
  }
  for (const auto& [name, nodes] : graph.outputs) {
    hash.add(canonical_json(Json{{"name", name}, {"nodes", nodes}}));
  }
  for (const ParamValue& param : graph.params) {
    hash.add(
        canonical_json(Json{{"name", param.name}, {"value", param.value}}));
  }
  for (const auto& [name, numeric] : graph.commands) {
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
  for (const auto& [name, numeric] : graph.commands) {
    plan["commands"][name] = word_of(numeric);
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
  const Json commands = json.value("commands", Json::object());
  for (const auto& [name, word] : commands.items()) {
    const std::optional<Numeric> kind =
        word.is_string() ? kind_of<Numeric>(word.get_ref<const std::string&>())
                         : std::nullopt;
    check(kind.has_value(), where, ": command '", name,
          "' is of no known numeric kind");
    plan.graph.commands[name] = *kind;
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
  const fs::path path = at(workspace).plans() / (plan.hex() + ".json");
  return parse_plan(parse_json(read_file(path), path.native()), path.native());
}

namespace {

// `canonical_json(node_json(node))`; a plan has many nodes.
void append_node(std::string& out, const Node& node) {
  const auto text = [&](std::string_view name, const std::string& value) {
    out += concat(",\"", name, "\":", canonical_json(Json(value)));
  };
  if (node.step.empty()) {
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
  const fs::path path = at(workspace).plans() / (name.hex() + ".json");
  if (path_exists(path)) return;
  // All but the nodes; before them stand commands alone.
  Graph empty;
  empty.recipe = graph.recipe;
  empty.outputs = graph.outputs;
  empty.params = graph.params;
  empty.commands = graph.commands;
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

std::optional<RunRecord> last_run(const fs::path& workspace,
                                  const std::string& recipe,
                                  const std::string& variant,
                                  const std::string& before) {
  std::optional<RunRecord> last;
  std::vector<std::string> names = run_names(workspace);
  std::reverse(names.begin(), names.end());
  for (const std::string& name : names) {
    if (!before.empty() && run_number(name) >= run_number(before)) continue;
    RunRecord record;
    try {
      record = read_run(workspace, name);
    } catch (const Error&) {
      continue;  // its engine was killed before the record was written
    }
    if (record.recipe != recipe) continue;
    if (record.variant == variant) return record;
    if (!last) last = std::move(record);
  }
  return last;
}

std::string variant_name(const Graph& graph, const NumericClass& numbers) {
  std::map<std::string, Json> settings;
  for (const ParamValue& param : graph.params) {
    if (param.value != param.default_value) settings[param.name] = param.value;
  }
  for (const SwitchValue& turned : graph.switches) {
    if (turned.value == turned.published) continue;
    settings[turned.name] =
        turned.value == turned.audited ? Json("audited") : turned.value;
  }
  if (numbers.choice != "native") settings["numeric"] = numbers.choice;
  std::string name;
  for (const auto& [setting, value] : settings) {
    name += concat(
        name.empty() ? "" : ",", setting, "=",
        value.is_string() ? value.get<std::string>() : canonical_json(value));
  }
  if (name.empty()) return "default";
  std::string safe = name;
  for (char& c : safe) {
    const bool kept =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
        (c >= 'A' && c <= 'Z') ||
        std::string_view(".=,+-_").find(c) != std::string_view::npos;
    if (!kept) c = '_';
  }
  // A name that was changed could be another one's too.
  if (safe == name && safe.size() <= kLongestVariant) return safe;
  return concat(safe.substr(0, kLongestVariant - 9), "-",
                sha256(name).hex().substr(0, 8));
}

}  // namespace moonstain
