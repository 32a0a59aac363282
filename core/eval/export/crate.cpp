#include "core/eval/export/crate.h"

#include <cmath>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/eval/export/crate_entities.h"
#include "core/eval/export/crate_files.h"
#include "core/eval/export/run_time.h"
#include "core/eval/findings/findings.h"

namespace moonstain {

namespace crate {
namespace {

// "counts", of a section "counts B4".
std::string called(const Node& node) {
  return node.section.empty()
             ? node.step.str()
             : concat(node.step.str(), " ", node.section.str());
}

// Fills the lists that the entities of run and workflow refer to, then these.
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
    add_profiles(entities_);
    write_file(folder_ / kMetadata, entities_.text());
  }

 private:
  // A file of the crate that is there.
  void add_file(const std::string& path, const FileEntry& entry,
                const std::string& format, Json members = Json::object(),
                const Json& type = "File") {
    members["contentSize"] = concat(entry.size_bytes);
    members["sha256"] = entry.sha256.hex();
    if (!format.empty()) members["encodingFormat"] = format;
    if (!members.contains("name")) members["name"] = path;
    entities_.add(as_uri(path), type, std::move(members));
    parts_.push_back(as_uri(path));
  }

  void add_workflow_files() {
    const FileEntry plan = write_file(folder_ / kPlan, run_.plan_text);
    const bool has_recipe = !run_.recipe.empty();
    workflow_ = has_recipe ? "recipe/recipe.lua" : kPlan;
    if (has_recipe) {
      for (const std::string& name : recipe_files(graph_, run_.recipe)) {
        const std::string path = concat("recipe/", name);
        const FileEntry entry =
            copy_and_hash(run_.recipe / name, folder_ / path);
        if (path != workflow_) add_file(path, entry, media_type(path));
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
      if (!entities_.take(id)) continue;
      inputs_.push_back(id);
      entities_.add(id, "PropertyValue",
                    {{"name", source.name},
                     {"description",
                      concat(source.size_bytes, " bytes",
                             source.manifest.empty()
                                 ? " of the recipe"
                                 : concat(" of the data set ", source.manifest),
                             ", not in this crate; the value is its SHA-256")},
                     {"propertyID", kSha256},
                     {"value", source.sha256.hex()}});
    }
  }

  void add_values() {
    for (const auto& [node, value] : run_.values) {
      const std::string path = concat("results/", value.name, "/");
      std::uint64_t bytes = 0;
      for (const std::string& name : list_files(value.folder)) {
        bytes += copy_and_hash(value.folder / name, folder_ / path / name)
                     .size_bytes;
      }
      const std::string id = as_uri(path);
      ids_[node] = id;
      parts_.push_back(id);
      results_.push_back(id);
      const std::string output = value.name.substr(0, value.name.find('/'));
      Json members{
          {"name", value.name},
          {"description",
           concat(value.type.empty() ? "files" : value.type, ", ", bytes,
                  " bytes; ", kDigestWords, run_.objects[node]->hex())}};
      // What lies below an output is none of the workflow's.
      if (graph_.outputs.contains(output)) {
        members["exampleOfWork"] =
            refers_to(concat("#output-", as_uri(output)));
      }
      entities_.add(id, "Dataset", std::move(members));
      if (value.type == Findings::kType) add_numbers(value);
    }
    for (const auto& [output, nodes] : graph_.outputs) {
      const std::string id = concat("#output-", as_uri(output));
      outputs_.push_back(id);
      entities_.add(id, "FormalParameter",
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
    entities_.add(output, "FormalParameter",
                  {{"name", metric}, {"additionalType", "Float"}});
    outputs_.push_back(output);
    for (const PredictorFindings& predictor : findings.predictors) {
      const double number = findings.headline_value(predictor.name);
      if (std::isnan(number)) continue;
      const std::string id = concat(output, "-", as_uri(predictor.name));
      entities_.add(id, "PropertyValue",
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
      members["defaultValue"] = json_words(default_value);
    }
    entities_.add(formal, "FormalParameter", std::move(members));
    entities_.add(actual, "PropertyValue",
                  {{"name", name},
                   {"value", json_words(value)},
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
    if (entities_.take(id)) {
      const Node& node = graph_.nodes[i];
      entities_.add(
          id, "PropertyValue",
          {{"name", called(node)},
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
    if (!entities_.take(id)) return;
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
    entities_.add(id, "SoftwareApplication", std::move(members));
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
      steps_.push_back(step);
      entities_.add(step, "HowToStep",
                    {{"name", called(node)},
                     {"position", concat(position++)},
                     {"workExample", refers_to(tool_id(node))}});
      const auto times = run_.times.find(i);
      if (!run_.objects[i].has_value() || times == run_.times.end()) continue;
      add_action(i, step, times->second);
    }
  }

  void add_action(NodeIndex i, const std::string& step, const StepRun& times) {
    const Node& node = graph_.nodes[i];
    const std::string name = called(node);
    std::vector<std::string> inputs;
    std::set<std::string> taken;
    for (const NodeIndex from : inputs_of(node)) {
      if (!run_.objects[from]) continue;
      const std::string id = result_id(from);
      if (taken.insert(id).second) inputs.push_back(id);
    }
    const std::string options = concat("#options-", i);
    entities_.add(options, "PropertyValue",
                  {{"name", concat("options of ", name)},
                   {"value", node.options.text()}});
    inputs.push_back(options);
    const std::string id = action_id("step", times.run, i);
    Json members{{"name", name},
                 {"instrument", refers_to(tool_id(node))},
                 {"object", refers_to_all(inputs)},
                 {"result", refers_to_all({result_id(i)})},
                 {"startTime", times.began},
                 {"endTime", times.ended},
                 {"actionStatus", kCompleted}};
    members["description"] =
        times.run == run_.record.run
            ? concat("a step of run ", times.run)
            : concat("kept from the earlier run ", times.run);
    entities_.add(id, "CreateAction", std::move(members));
    actions_.push_back(id);
    const std::string control = action_id("control", run_.record.run, i);
    entities_.add(control, "ControlAction",
                  {{"name", concat("orchestrate ", name)},
                   {"instrument", refers_to(step)},
                   {"object", refers_to(id)},
                   {"actionStatus", kCompleted}});
    controls_.push_back(control);
  }

  // For people.
  void add_readme() {
    const std::string text = readme(run_.record, run_.program_version,
                                    steps_.size(), !run_.recipe.empty());
    add_file(kReadme, write_file(folder_ / kReadme, text), "text/markdown",
             {{"about", refers_to("./")}});
  }

  void add_run() {
    const RunRecord& record = run_.record;
    const std::string began = time_after(record.began, 0);
    const std::string ended = time_after(record.began, record.seconds);
    run_id_ = action_id("run", record.run, -1);
    const bool good = record.state == "done";
    Json members{{"name", concat("run ", record.run, " of ", record.recipe)},
                 {"description", concat("variant ", record.variant)},
                 {"instrument", refers_to(workflow_)},
                 {"object", refers_to_all(inputs_)},
                 {"result", refers_to_all(results_)},
                 {"startTime", began},
                 {"endTime", ended},
                 {"actionStatus", good ? kCompleted : kFailed}};
    if (!good) members["error"] = concat("the run is ", record.state);
    entities_.add(run_id_, "CreateAction", std::move(members));
    entities_.add(
        "#moonstain", "SoftwareApplication",
        {{"name", "Moonstain"},
         {"softwareVersion", run_.program_version},
         {"description",
          concat("numeric classes: ", record.numbers.libm, "; ",
                 record.numbers.torch, record.numbers.cuda.empty() ? "" : "; ",
                 record.numbers.cuda)}});
    organize_ = action_id("organize", record.run, -1);
    entities_.add(organize_, "OrganizeAction",
                  {{"name", concat("Moonstain carries out run ", record.run)},
                   {"instrument", refers_to("#moonstain")},
                   {"object", refers_to_all(controls_)},
                   {"result", refers_to(run_id_)},
                   {"startTime", began},
                   {"endTime", ended}});
    add_workflow();
  }

  void add_workflow() {
    const bool is_recipe = !run_.recipe.empty();
    Json members{{"name", run_.record.recipe},
                 {"programmingLanguage", refers_to(language_id(is_recipe))},
                 {"conformsTo", refers_to(kBioschemas)},
                 {"version", run_.record.plan.hex()},
                 {"hasPart", refers_to_all(tools_)},
                 {"input", refers_to_all(formal_)},
                 {"output", refers_to_all(outputs_)},
                 {"step", refers_to_all(steps_)}};
    add_file(workflow_, workflow_file_,
             is_recipe ? "text/x-lua" : "application/json", std::move(members),
             Json::array({"File", "SoftwareSourceCode", "ComputationalWorkflow",
                          "HowTo"}));
    add_language(entities_, is_recipe);
  }

  void add_root() {
    const RunRecord& record = run_.record;
    std::vector<std::string> mentions{run_id_, organize_};
    mentions.insert(mentions.end(), actions_.begin(), actions_.end());
    entities_.add(
        "./", "Dataset",
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
         {"conformsTo", refers_to_all(profile_ids())},
         {"mainEntity", refers_to(workflow_)},
         {"mentions", refers_to_all(mentions)},
         {"hasPart", refers_to_all(parts_)}});
    entities_.add(
        "#licence", "CreativeWork",
        {{"name", "not stated"},
         {"description",
          "The licence of recipe and results is for their authors to state."}});
  }

  const CrateRun& run_;
  const Graph& graph_;
  fs::path folder_;
  Entities entities_;
  std::string workflow_, run_id_, organize_;
  FileEntry workflow_file_;
  std::map<NodeIndex, std::string> ids_;  ///< what stands for a node's result
  std::vector<std::string> parts_, inputs_, results_, formal_, outputs_, tools_,
      steps_, actions_, controls_;
};

}  // namespace
}  // namespace crate

void write_crate(const CrateRun& run, const fs::path& folder) {
  crate::Crate(run, folder).write();
}

}  // namespace moonstain
