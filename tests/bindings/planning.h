#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "bindings/lua/plan/planner.h"
#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/engine/step/catalog.h"
#include "tests/support/temp_folder.h"

namespace moonstain::testing {

/// Steps to plan with: the shape of the real ones, without their bodies.
inline const Catalog& catalog() {
  static const Catalog made = Catalog::parse(parse_json(R"({
"steps": [
 {"name": "dataset", "version": 1, "sentence": "Counts and spots.",
  "numeric": "exact", "output": "Dataset",
  "inputs": [
   {"name": "counts", "type": "File", "sentence": "the table", "role": "applies"},
   {"name": "picture", "type": "File", "sentence": "the slide",
    "role": "applies", "optional": true}],
  "options": [
   {"name": "section", "type": "text", "sentence": "its name"},
   {"name": "patient", "type": "text", "default": "", "sentence": "whose"},
   {"name": "layout", "type": "text", "default": "", "sentence": "files"}]},
 {"name": "patches", "version": 2, "sentence": "Square crops.",
  "numeric": "exact", "output": "Patches",
  "inputs": [
   {"name": "dataset", "type": "Dataset", "sentence": "spots with positions",
    "role": "applies"}],
  "options": [
   {"name": "size_px", "type": "integer", "default": 224,
    "sentence": "side of a crop", "unit": "px", "least": 1},
   {"name": "edge", "type": "choice", "default": "refuse",
    "choices": ["refuse", "drop"], "sentence": "at the border"},
   {"name": "sharpen", "type": "number", "default": 0.0, "sentence": "by"}]},
 {"name": "features", "version": 1, "sentence": "A vector a spot.",
  "numeric": "libm", "output": "Features",
  "inputs": [
   {"name": "patches", "type": "Patches", "sentence": "crops",
    "role": "applies"},
   {"name": "weights", "type": "File", "sentence": "of the encoder",
    "role": "applies", "optional": true}],
  "options": []},
 {"name": "targets", "version": 1, "sentence": "Measured expression.",
  "numeric": "libm", "output": "Targets",
  "inputs": [
   {"name": "dataset", "type": "Dataset", "sentence": "counts",
    "role": "applies"},
   {"name": "genes", "type": "File", "sentence": "names", "role": "learns",
    "learned": "selection", "optional": true}],
  "options": []},
 {"name": "model", "version": 1, "sentence": "A network, fitted.",
  "numeric": "exact", "output": "Model",
  "inputs": [
   {"name": "features", "type": "Features", "sentence": "of the training",
    "role": "learns", "learned": "input", "many": true},
   {"name": "targets", "type": "Targets", "sentence": "of the training",
    "role": "learns", "learned": "label", "many": true},
   {"name": "held_out_targets", "type": "Targets", "sentence": "to choose by",
    "role": "learns", "learned": "selection", "many": true,
    "optional": true}],
  "options": [
   {"name": "epochs", "type": "integer", "default": 10, "sentence": "passes"},
   {"name": "seed", "type": "integer", "sentence": "of the initialisation"},
   {"name": "init", "type": "text", "default": "published",
    "sentence": "how it starts"}]},
 {"name": "predictions", "version": 1, "sentence": "What a model says.",
  "numeric": "exact", "output": "Predictions",
  "inputs": [
   {"name": "model", "type": "Model", "sentence": "fitted",
    "role": "applies"},
   {"name": "features", "type": "Features", "sentence": "of one section",
    "role": "applies"}],
  "options": []},
 {"name": "metrics", "version": 1, "sentence": "Scores.",
  "numeric": "exact", "output": "Metrics", "scores": "predictions",
  "inputs": [
   {"name": "predictions", "type": "Predictions", "sentence": "to score",
    "role": "applies"},
   {"name": "targets", "type": "Targets", "sentence": "measured",
    "role": "applies"}],
  "options": []},
 {"name": "findings", "version": 1, "sentence": "All numbers.",
  "numeric": "exact", "output": "Findings",
  "inputs": [
   {"name": "metrics", "type": "Metrics", "sentence": "scores",
    "role": "applies", "many": true},
   {"name": "expected", "type": "File", "sentence": "the paper's",
    "role": "applies", "optional": true}],
  "options": [
   {"name": "reading", "type": "text", "default": "tissue",
    "sentence": "cells scored"},
   {"name": "notes", "type": "texts", "default": [], "sentence": "said"}]},
 {"name": "walk", "version": 1, "sentence": "From published to audited.",
  "numeric": "exact", "output": "Walk",
  "inputs": [
   {"name": "findings", "type": "Findings", "sentence": "one an arm",
    "role": "applies", "many": true}],
  "options": [
   {"name": "arms", "type": "texts", "sentence": "letters"},
   {"name": "switches", "type": "texts", "sentence": "names"},
   {"name": "kinds", "type": "texts", "sentence": "of them"},
   {"name": "published", "type": "texts", "sentence": "values"},
   {"name": "audited", "type": "texts", "sentence": "values"},
   {"name": "why", "type": "texts", "default": [], "sentence": "reasons"}]},
 {"name": "program", "version": 1, "sentence": "A program of somebody else.",
  "numeric": "exact", "output": "Files", "starts_programs": true,
  "inputs": [],
  "options": [
   {"name": "makes", "type": "choice", "default": "Files",
    "choices": ["Files", "Predictions"], "sentence": "what it writes"}]}
]})",
                                                        "catalog"),
                                             "catalog");
  return made;
}

/// Four sections of two patients: B1, C1, C2, C3; B1 has no picture.
inline std::string manifest_text(const std::string& name) {
  std::string sections;
  std::string files;
  int digit = 1;
  for (const std::string section : {"B1", "C1", "C2", "C3"}) {
    const auto file = [&](const std::string& path) {
      const std::string sha(64, static_cast<char>('0' + digit++));
      files += concat(files.empty() ? "" : ",", "{\"path\":\"", path,
                      "\",\"size\":10,\"sha256\":\"", sha,
                      "\",\"url\":\"https://example.org/", path, "\"}");
    };
    const bool picture = section != "B1";
    sections += concat(
        sections.empty() ? "" : ",", "{\"section\":\"", section,
        "\",\"patient\":\"", section.substr(0, 1),
        "\",\"site\":\"\",\"files\":{\"counts\":\"", section, ".tsv\"",
        picture ? concat(",\"picture\":\"", section, ".jpg\"") : "", "}}");
    file(section + ".tsv");
    if (picture) file(section + ".jpg");
  }
  return concat("{\"name\":\"", name,
                "\",\"title\":\"t\",\"organism\":\"o\",\"licence\":\"l\","
                "\"citation\":\"c\",\"source\":\"s\",\"layout\":\"legacy_st\","
                "\"lattice\":\"square\",\"um_per_px\":0.7,"
                "\"spot_pitch_um\":200,\"spot_diameter_um\":100,"
                "\"sections\":[",
                sections, "],\"files\":[", files, "],\"note\":\"\"}");
}

/// A recipe, written into a folder of the test, and planned.
class Recipe {
 public:
  explicit Recipe(const std::string& text) {
    make_folders(root_ / "my_recipe");
    make_folders(root_ / "lib");
    make_folders(root_ / "manifests/two");
    write("my_recipe/recipe.lua", text);
    write("manifests/two/manifest.json", manifest_text("two"));
  }

  Recipe& write(const std::string& path, const std::string& text) {
    rewrite(root_ / path, text);
    return *this;
  }
  Recipe& set(const std::string& name, const std::string& value) {
    settings_[name] = value;
    return *this;
  }
  Recipe& limit(const JailLimits& limits) {
    limits_ = limits;
    return *this;
  }

  Recipe& unconfined(const std::string& name) {
    unconfined_.insert(name);
    return *this;
  }

  PlanRequest request() const {
    PlanRequest request;
    request.unconfined = unconfined_;
    request.recipe = root_ / "my_recipe";
    request.library = root_ / "lib";
    request.manifests = root_ / "manifests";
    request.settings = settings_;
    request.numbers = {"native", "libm: test", "torch: test"};
    request.limits = limits_;
    return request;
  }
  Plan plan() const { return plan_recipe(request(), catalog()); }

  /// The message of the plan's error; empty when it plans.
  std::string error() const {
    try {
      plan();
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  }

 private:
  TempFolder root_;
  std::map<std::string, std::string> settings_;
  std::set<std::string> unconfined_;
  JailLimits limits_;
};

/// What each recipe begins with, on one line, so that lines count from 2.
inline const std::string kHead =
    "local ms = require 'moonstain'; local data = ms.manifest 'two'; "
    "local all = { 'C1', 'C2', 'C3' }\n";

/// A leave-one-out recipe over `sections` by `unit`; lines 2 to 14.
inline std::string leave_one_out(const std::string& sections,
                                 const std::string& unit) {
  return kHead + "local sections = " + sections + R"(
local unit = )" +
         unit + R"(
local dataset = ms.dataset { manifest = data, sections = sections }
local features = ms.features { patches = ms.patches { dataset = dataset } }
local targets = ms.targets { dataset = dataset }
local scores = {}
for i, fold in ipairs(ms.folds(data, sections, unit)) do
  local model = ms.model { seed = 1, features = ms.part(features, fold.train), targets = ms.part(targets, fold.train) }
  local predictions = ms.predictions { model = model, features = ms.part(features, fold.test) }
  scores[i] = ms.metrics { predictions = predictions, targets = ms.part(targets, fold.test) }
end
return { findings = ms.findings { metrics = scores } }
)";
}

/// The head of a recipe with the dataset of all sections.
inline const std::string kData =
    kHead + "local dataset = ms.dataset { manifest = data, sections = all }\n";

inline std::vector<const Node*> nodes_of(const Plan& plan,
                                         const std::string& step) {
  std::vector<const Node*> nodes;
  for (const Node& node : plan.graph.nodes) {
    if (node.step == step) nodes.push_back(&node);
  }
  return nodes;
}

}  // namespace moonstain::testing
