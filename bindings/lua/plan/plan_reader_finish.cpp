// Part of plan_reader.h: what is checked and put together when the recipe has
// said all.
#include <algorithm>
#include <ranges>

#include "bindings/lua/plan/cut.h"
#include "bindings/lua/plan/plan_reader.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/path.h"
#include "core/base/text.h"
#include "core/data/source/specimens.h"
#include "core/engine/program/program_decl.h"

namespace moonstain::lua {

void PlanReader::check_settings() const {
  for (const auto& [name, value] : request_.settings) {
    if (names_.contains(name)) continue;
    const std::vector<std::string> names(names_.begin(), names_.end());
    const std::string known = listed(names);
    const std::string hint = did_you_mean(name, names);
    fail("--set ", name, "=", value, ": recipe ", plan_.graph.recipe,
         " has no param '", name, "'",
         hint.empty() ? concat("; it has ", known) : hint);
  }
}

void PlanReader::check_unconfined() const {
  for (const std::string& name : request_.unconfined) {
    if (plan_.graph.programs.contains(name)) continue;
    const std::string known = listed(std::views::keys(plan_.graph.programs));
    fail("--unconfined ", name, ": the recipe has no program of this name; it ",
         known.empty() ? "has none" : concat("has ", known));
  }
}

void PlanReader::check_weights() const {
  check(!request_.weights || asked_for_weights_, "--weights ",
        request_.weights ? request_.weights->name : "", ": recipe ",
        plan_.graph.recipe,
        " takes no weights with these settings; leave it out, or choose by "
        "--set what takes them");
}

void PlanReader::list_programs() {
  std::set<std::string> seen;
  for (const Node& node : plan_.graph.nodes) {
    if (!plan_.graph.programs.contains(node.step)) continue;
    PlannedProgram program;
    program.name = node.step;
    program.where = node.where;
    const std::string interpreter(program_option::kInterpreter);
    const Json options = node.options.json();
    const Json how = parse_json(
        options.at(interpreter).get_ref<const std::string&>(), interpreter);
    if (how.contains("name")) {
      program.interpreter =
          concat(how["name"].get<std::string>(), " ",
                 how.contains("sha256")
                     ? concat("sha256 ", how["sha256"].get<std::string>())
                     : std::string("of its root"));
    }
    program.confined =
        options.at(std::string(program_option::kConfinement)) == kConfined;
    std::string key = program.name;
    for (const char* files : {"program", "root"}) {
      for (const NodeInput& input : node.inputs) {
        if (input.name != files) continue;
        for (const NodeIndex from : input.nodes) {
          program.files.push_back(*plan_.graph.nodes[from].source);
          key += program.files.back().sha256.hex();
        }
      }
    }
    if (seen.insert(key).second) plan_.programs.push_back(std::move(program));
  }
}

Plan PlanReader::finish() {
  check(done_, "planning ended before the recipe did");
  check(!plan_.graph.outputs.empty(),
        "malformed plan message: there is no output");
  plan_.graph.recipe =
      fs::absolute(request_.recipe).lexically_normal().filename().string();
  if (plan_.graph.recipe.empty()) {
    plan_.graph.recipe = fs::absolute(request_.recipe)
                             .lexically_normal()
                             .parent_path()
                             .filename()
                             .string();
  }
  check_settings();
  check_unconfined();
  check_weights();
  cut_to_outputs(plan_);
  list_programs();
  std::sort(plan_.manifests.begin(), plan_.manifests.end());
  std::map<std::string, SectionUnits> sorted(sections_.begin(),
                                             sections_.end());
  for (auto& [name, specimen] : specimens_of(manifests_)) {
    SectionUnits& units = sorted.at(name);
    units.specimen = specimen.first;
    units.shown_by = specimen.shown_by;
  }
  for (auto& [name, units] : sorted) {
    plan_.graph.sections.push_back(std::move(units));
  }
  for (const auto& [name, manifest] : manifests_) {
    if (manifest.tables.empty()) continue;
    for (const ManifestPatient& row : manifest.patients) {
      plan_.graph.patients.push_back(
          {concat(name, "/", row.patient),
           row.site.empty() ? "" : concat(name, "/", row.site)});
    }
  }
  return std::move(plan_);
}

}  // namespace moonstain::lua
