#include "core/eval/export/crate.h"

#include <cmath>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/uri.h"
#include "core/eval/export/run_time.h"
#include "core/eval/findings/findings.h"

namespace moonstain {
namespace {

constexpr const char* kMetadata = "ro-crate-metadata.json";
constexpr const char* kPlan = "plan.json";
constexpr const char* kReadme = "README.md";
// Of a file beside the recipe that no node takes.
constexpr std::uint64_t kMostRecipeBytes = std::uint64_t{16} << 20;
constexpr const char* kBioschemas =
    "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE";
constexpr const char* kRoCrate = "https://w3id.org/ro/crate/1.1";
constexpr const char* kWorkflowCrate =
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0";

struct Profile {
  const char* id;
  const char* name;
  const char* version;
};
constexpr Profile kProfiles[] = {
    {"https://w3id.org/ro/wfrun/process/0.5", "Process Run Crate", "0.5"},
    {"https://w3id.org/ro/wfrun/workflow/0.5", "Workflow Run Crate", "0.5"},
    {"https://w3id.org/ro/wfrun/provenance/0.5", "Provenance Run Crate", "0.5"},
    {kWorkflowCrate, "Workflow RO-Crate", "1.0"}};

Json refers_to(const std::string& id) { return {{"@id", id}}; }

// One alone, or a list.
Json refer_to(const std::vector<std::string>& ids) {
  if (ids.size() == 1) return refers_to(ids.front());
  Json list = Json::array();
  for (const std::string& id : ids) list.push_back(refers_to(id));
  return list;
}

std::string as_uri(const std::string& path) { return uri_path(path, "=+,@"); }

std::string as_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : canonical_json(value);
}

std::string schema_type(const Json& value) {
  if (value.is_boolean()) return "Boolean";
  if (value.is_number_integer()) return "Integer";
  if (value.is_number()) return "Float";
  return "Text";
}

class Crate {
 public:
  Crate(const CrateRun& run, fs::path folder)
      : run_(run), graph_(*run.graph), folder_(std::move(folder)) {}

  void write() {
    add_workflow_files();
    add_sources();
    add_values();
    add_knobs();
    add_steps();
    add_run();
    add_readme();
    add_root();
    add_profiles();
    Json graph = Json::array();
    for (Json& entity : entities_) graph.push_back(std::move(entity));
    write_file(
        folder_ / kMetadata,
        pretty_json(
            {{"@context",
              Json::array({"https://w3id.org/ro/crate/1.1/context",
                           "https://w3id.org/ro/terms/workflow-run/context"})},
             {"@graph", std::move(graph)}}));
  }

 private:
  Json& add(const std::string& id, Json type, Json members) {
    members["@id"] = id;
    members["@type"] = std::move(type);
    entities_.push_back(std::move(members));
    return entities_.back();
  }

  // A file of the crate that is there.
  void add_file(const std::string& path, const FileEntry& entry,
                const std::string& format, Json members = Json::object(),
                const Json& type = "File") {
    members["contentSize"] = concat(entry.size_bytes);
    members["sha256"] = entry.sha256.hex();
    if (!format.empty()) members["encodingFormat"] = format;
    if (!members.contains("name")) members["name"] = path;
    add(as_uri(path), type, std::move(members));
    parts_.push_back(as_uri(path));
  }

  static std::string format_of(const std::string& path) {
    if (path.ends_with(".json")) return "application/json";
    if (path.ends_with(".md")) return "text/markdown";
    if (path.ends_with(".png")) return "image/png";
    if (path.ends_with(".lua")) return "text/x-lua";
    if (path.ends_with(".txt")) return "text/plain";
    return "";
  }

  // Copies a file below the crate's folder.
  FileEntry copy(const fs::path& from, const std::string& path) {
    make_folders((folder_ / path).parent_path());
    FileReader in(from);
    FileWriter out(folder_ / path);
    std::string piece(std::size_t{1} << 20, '\0');
    while (const std::size_t got = in.read(piece.data(), piece.size())) {
      out.write(std::string_view(piece).substr(0, got));
    }
    return out.finish();
  }

  // What lies in the recipe's folder itself, and files below it that the plan
  // takes; runs may have left results there, too.
  std::set<std::string> recipe_files() const {
    std::set<std::string> names;
    for (const std::string& name : list_folder(run_.recipe)) {
      const fs::path path = run_.recipe / name;
      if (name.starts_with('.') || is_folder(path)) continue;
      if (fs::file_size(path) <= kMostRecipeBytes) names.insert(name);
    }
    for (const Node& node : graph_.nodes) {
      if (!node.is_source() || !node.source->manifest.empty()) continue;
      const fs::path path = fs::path(node.source->name).lexically_normal();
      if (path.is_absolute() || path.native().starts_with("..")) continue;
      if (path_exists(run_.recipe / path) && !is_folder(run_.recipe / path)) {
        names.insert(path);
      }
    }
    return names;
  }

  void add_workflow_files() {
    const FileEntry plan = write_file(folder_ / kPlan, run_.plan_text);
    const bool has_recipe = !run_.recipe.empty();
    workflow_ = has_recipe ? "recipe/recipe.lua" : kPlan;
    if (has_recipe) {
      for (const std::string& name : recipe_files()) {
        const std::string path = concat("recipe/", name);
        const FileEntry entry = copy(run_.recipe / name, path);
        if (path != workflow_) add_file(path, entry, format_of(path));
        if (path == workflow_) workflow_file_ = entry;
      }
      add_file(kPlan, plan, "application/json",
               {{"name", "the plan that the recipe makes, node by node"},
                {"about", refers_to(workflow_)}});
    } else {
      workflow_file_ = plan;
    }
  }

  // By name: the data's files are not in the crate.
  void add_sources() {
    for (NodeIndex i = 0; i < graph_.nodes.size(); ++i) {
      const Node& node = graph_.nodes[i];
      if (!node.is_source()) continue;
      const SourceFile& source = *node.source;
      const std::string id = concat("#sha256-", source.sha256.hex());
      ids_[i] = id;
      if (!named_.insert(id).second) continue;
      inputs_.push_back(id);
      Json members{{"name", source.name},
                   {"description",
                    concat(source.size_bytes, " bytes",
                           source.manifest.empty()
                               ? " of the recipe"
                               : concat(" of the data set ", source.manifest),
                           ", not in this crate; the value is its SHA-256")},
                   {"propertyID", kSha256},
                   {"value", source.sha256.hex()}};
      add(id, "PropertyValue", std::move(members));
    }
  }

  void add_values() {
    for (const auto& [node, value] : run_.values) {
      const std::string path = concat("results/", value.name, "/");
      std::uint64_t bytes = 0;
      for (const std::string& name : list_files(value.folder)) {
        bytes += copy(value.folder / name, path + name).size_bytes;
      }
      const std::string id = as_uri(path);
      ids_[node] = id;
      named_.insert(id);
      parts_.push_back(id);
      results_.push_back(id);
      const std::string output = value.name.substr(0, value.name.find('/'));
      add(id, "Dataset",
          {{"name", value.name},
           {"description",
            concat(value.type.empty() ? "files" : value.type, ", ", bytes,
                   " bytes; the digest of the whole is ",
                   run_.objects[node]->hex())},
           {"exampleOfWork", refers_to(concat("#output-", as_uri(output)))}});
      if (value.type == Findings::kType) add_numbers(value);
    }
    for (const auto& [output, nodes] : graph_.outputs) {
      const std::string id = concat("#output-", as_uri(output));
      outputs_.push_back(id);
      add(id, "FormalParameter",
          {{"name", output}, {"additionalType", "Dataset"}});
    }
  }

  // The headline of findings, as values of the run.
  void add_numbers(const StoredValue& value) {
    const Findings findings = Findings::read(value.folder);
    const std::string metric =
        concat(findings.headline.metric, ", ", findings.headline.reading);
    const std::string output =
        concat("#number-", as_uri(value.name), "-", as_uri(metric));
    add(output, "FormalParameter",
        {{"name", metric}, {"additionalType", "Float"}});
    outputs_.push_back(output);
    for (const PredictorFindings& predictor : findings.predictors) {
      const double number = findings.headline_value(predictor.name);
      if (std::isnan(number)) continue;
      const std::string id = concat(output, "-", as_uri(predictor.name));
      add(id, "PropertyValue",
          {{"name", concat(predictor.name, ": ", metric)},
           {"value", concat(number)},
           {"exampleOfWork", refers_to(output)}});
      results_.push_back(id);
    }
  }

  void add_knob(const std::string& name, const Json& value,
                const Json& default_value, const std::string& sentence) {
    const std::string formal = concat("#param-", as_uri(name));
    const std::string actual = concat("#value-", as_uri(name));
    formal_.push_back(formal);
    inputs_.push_back(actual);
    Json members{{"name", name},
                 {"additionalType", schema_type(value)},
                 {"workExample", refers_to(actual)}};
    // A stored plan has a param's value alone.
    if (!sentence.empty()) members["description"] = sentence;
    if (!default_value.is_null()) {
      members["defaultValue"] = as_text(default_value);
    }
    add(formal, "FormalParameter", std::move(members));
    add(actual, "PropertyValue",
        {{"name", name},
         {"value", as_text(value)},
         {"exampleOfWork", refers_to(formal)}});
  }

  void add_knobs() {
    for (const ParamValue& param : graph_.params) {
      add_knob(param.name, param.value, param.default_value, param.sentence);
    }
    for (const SwitchValue& one : graph_.switches) {
      add_knob(one.name, one.value, one.published, one.why);
    }
  }

  std::string action_id(std::string_view what, const std::string& run,
                        std::int64_t node) const {
    return concat(
        "#", uuid_of(concat(what, " ", run, " ", node, " ",
                            run_.record.plan.hex(), " ", run_.record.began)));
  }

  // A result that is not in the crate, by its digest.
  std::string result_id(NodeIndex i) {
    const auto found = ids_.find(i);
    if (found != ids_.end()) return found->second;
    const std::string hex = run_.objects[i]->hex();
    const std::string id = concat("#object-", hex);
    ids_[i] = id;
    if (named_.insert(id).second) {
      const Node& node = graph_.nodes[i];
      add(id, "PropertyValue",
          {{"name", node.section.empty()
                        ? node.step.str()
                        : concat(node.step.str(), " ", node.section.str())},
           {"description",
            "a result that no output names, not in this crate; the value is "
            "the SHA-256 of the list of its files"},
           {"propertyID", kSha256},
           {"value", hex}});
    }
    return id;
  }

  void add_tool(const Node& node) {
    const std::string id = tool_id(node);
    if (!named_.insert(id).second) return;
    tools_.push_back(id);
    Json members{{"name", node.step.str()}};
    if (graph_.programs.contains(node.step)) {
      members["description"] = "a program that the recipe declares";
    } else {
      members["softwareVersion"] = concat(node.version);
      const auto found = run_.sentences.find(node.step);
      if (found != run_.sentences.end()) {
        members["description"] = found->second;
      }
    }
    add(id, "SoftwareApplication", std::move(members));
  }

  static std::string tool_id(const Node& node) {
    return concat("#step-", as_uri(node.step), "-", node.version);
  }

  void add_steps() {
    std::int64_t position = 0;
    for (NodeIndex i = 0; i < graph_.nodes.size(); ++i) {
      const Node& node = graph_.nodes[i];
      if (node.is_source()) continue;
      add_tool(node);
      const std::string step = concat("#node-", i);
      const std::string called =
          node.section.empty()
              ? node.step.str()
              : concat(node.step.str(), " ", node.section.str());
      steps_.push_back(step);
      add(step, "HowToStep",
          {{"name", called},
           {"position", concat(position++)},
           {"workExample", refers_to(tool_id(node))}});
      const auto times = run_.times.find(i);
      if (!run_.objects[i].has_value() || times == run_.times.end()) continue;
      add_action(i, step, called, times->second);
    }
  }

  void add_action(NodeIndex i, const std::string& step,
                  const std::string& called, const StepTimes& times) {
    const Node& node = graph_.nodes[i];
    std::vector<std::string> inputs;
    std::set<std::string> taken;
    for (const NodeIndex from : inputs_of(node)) {
      if (!run_.objects[from]) continue;
      const std::string id = result_id(from);
      if (taken.insert(id).second) inputs.push_back(id);
    }
    const std::string options = concat("#options-", i);
    add(options, "PropertyValue",
        {{"name", concat("options of ", called)},
         {"value", node.options.text()}});
    inputs.push_back(options);
    const std::string id = action_id("step", times.run, i);
    Json members{{"name", called},
                 {"instrument", refers_to(tool_id(node))},
                 {"object", refer_to(inputs)},
                 {"result", refer_to({result_id(i)})},
                 {"startTime", times.began},
                 {"endTime", times.ended},
                 {"actionStatus", kCompleted}};
    members["description"] =
        times.run == run_.record.run
            ? concat("a step of run ", times.run)
            : concat("kept from the earlier run ", times.run);
    add(id, "CreateAction", std::move(members));
    actions_.push_back(id);
    const std::string control = action_id("control", run_.record.run, i);
    add(control, "ControlAction",
        {{"name", concat("orchestrate ", called)},
         {"instrument", refers_to(step)},
         {"object", refers_to(id)},
         {"actionStatus", kCompleted}});
    controls_.push_back(control);
  }

  // For people.
  void add_readme() {
    const RunRecord& record = run_.record;
    const std::string text = concat(
        "# Run ", record.run, " of ", record.recipe,
        "\n\nA Workflow Run RO-Crate "
        "(profile Provenance Run Crate 0.5) by Moonstain ",
        run_.program_version, ": variant ", record.variant, ", ", steps_.size(),
        " steps.\n\n- `", kMetadata,
        "`: the run, its steps, what each took and made\n- `", kPlan,
        "`: the plan, node by node\n",
        run_.recipe.empty() ? "" : "- `recipe/`: what makes that plan\n",
        "- `results/`: the results that the recipe names\n\nData and other "
        "results are named by SHA-256 and are not in here.\n");
    add_file(kReadme, write_file(folder_ / kReadme, text), "text/markdown",
             {{"about", refers_to("./")}});
  }

  void add_run() {
    const RunRecord& record = run_.record;
    run_id_ = action_id("run", record.run, -1);
    const bool good = record.state == "done";
    Json members{{"name", concat("run ", record.run, " of ", record.recipe)},
                 {"description", concat("variant ", record.variant)},
                 {"instrument", refers_to(workflow_)},
                 {"object", refer_to(inputs_)},
                 {"result", refer_to(results_)},
                 {"startTime", time_after(record.began, 0)},
                 {"endTime", time_after(record.began, record.seconds)},
                 {"actionStatus", good ? kCompleted : kFailed}};
    if (!good) members["error"] = concat("the run is ", record.state);
    add(run_id_, "CreateAction", std::move(members));
    add("#moonstain", "SoftwareApplication",
        {{"name", "Moonstain"},
         {"softwareVersion", run_.program_version},
         {"description", concat("numeric classes: ", record.numbers.libm, "; ",
                                record.numbers.torch)}});
    organize_ = action_id("organize", record.run, -1);
    add(organize_, "OrganizeAction",
        {{"name", concat("Moonstain carries out run ", record.run)},
         {"instrument", refers_to("#moonstain")},
         {"object", refer_to(controls_)},
         {"result", refers_to(run_id_)},
         {"startTime", time_after(record.began, 0)},
         {"endTime", time_after(record.began, record.seconds)}});
    add_workflow();
  }

  void add_workflow() {
    const bool is_recipe = !run_.recipe.empty();
    std::vector<std::string> inputs = formal_;
    Json members{{"name", run_.record.recipe},
                 {"programmingLanguage",
                  refers_to(is_recipe ? "#lua" : "#moonstain-plan")},
                 {"conformsTo", refers_to(kBioschemas)},
                 {"version", run_.record.plan.hex()},
                 {"hasPart", refer_to(tools_)},
                 {"input", refer_to(inputs)},
                 {"output", refer_to(outputs_)},
                 {"step", refer_to(steps_)}};
    add_file(workflow_, workflow_file_,
             is_recipe ? "text/x-lua" : "application/json", std::move(members),
             Json::array({"File", "SoftwareSourceCode", "ComputationalWorkflow",
                          "HowTo"}));
    if (is_recipe) {
      add("#lua", "ComputerLanguage",
          {{"name", "Lua"},
           {"description", "a recipe of Moonstain"},
           {"version", "5.1"},
           {"url", refers_to("https://www.lua.org/")}});
    } else {
      add("#moonstain-plan", "ComputerLanguage",
          {{"name", "Moonstain plan"},
           {"description", "nodes with steps, options and inputs as JSON"}});
    }
  }

  void add_root() {
    const RunRecord& record = run_.record;
    std::vector<std::string> profiles;
    for (const Profile& profile : kProfiles) profiles.push_back(profile.id);
    std::vector<std::string> mentions{run_id_, organize_};
    mentions.insert(mentions.end(), actions_.begin(), actions_.end());
    add("./", "Dataset",
        {{"name",
          concat(record.recipe, " ", record.variant, ", run ", record.run)},
         {"description",
          concat(
              "Run ", record.run, " of the recipe ", record.recipe,
              " (variant ", record.variant,
              ") by Moonstain: what was done, step by step, and the named "
              "results. Data and intermediate results are named by digest.")},
         {"datePublished", time_after(record.began, record.seconds)},
         {"license", refers_to("#licence")},
         {"conformsTo", refer_to(profiles)},
         {"mainEntity", refers_to(workflow_)},
         {"mentions", refer_to(mentions)},
         {"hasPart", refer_to(parts_)}});
    add("#licence", "CreativeWork",
        {{"name", "not stated"},
         {"description",
          "The licence of recipe and results is for their authors to state."}});
  }

  void add_profiles() {
    for (const Profile& profile : kProfiles) {
      add(profile.id, "CreativeWork",
          {{"name", profile.name}, {"version", profile.version}});
    }
    add(kMetadata, "CreativeWork",
        {{"about", refers_to("./")},
         {"conformsTo", refer_to({kRoCrate, kWorkflowCrate})}});
  }

  static constexpr const char* kSha256 =
      "https://www.wikidata.org/entity/Q15634181";
  static constexpr const char* kCompleted =
      "http://schema.org/CompletedActionStatus";
  static constexpr const char* kFailed = "http://schema.org/FailedActionStatus";

  const CrateRun& run_;
  const Graph& graph_;
  fs::path folder_;
  std::vector<Json> entities_;
  std::string workflow_, run_id_, organize_;
  FileEntry workflow_file_;
  std::map<NodeIndex, std::string> ids_;  ///< what stands for a node's result
  std::set<std::string> named_;           ///< entities that may come twice
  std::vector<std::string> parts_, inputs_, results_, formal_, outputs_, tools_,
      steps_, actions_, controls_;
};

}  // namespace

std::string uuid_of(const std::string& text) {
  std::string hex = sha256(text).hex().substr(0, 32);
  hex[12] = '8';
  const auto variant = hex[16];
  hex[16] = "89ab"[(variant >= 'a' ? variant - 'a' + 10 : variant - '0') % 4];
  return concat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4),
                "-", hex.substr(16, 4), "-", hex.substr(20));
}

void write_crate(const CrateRun& run, const fs::path& folder) {
  Crate(run, folder).write();
}

}  // namespace moonstain
