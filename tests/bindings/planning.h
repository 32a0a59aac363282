#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bindings/lua/plan/planner.h"
#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/folder.h"
#include "tests/bindings/world.h"
#include "tests/support/temp_folder.h"

namespace moonstain::testing {

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
    make_folders((root_ / path).parent_path());
    rewrite(root_ / path, text);
    return *this;
  }
  Recipe& set(const std::string& name, const std::string& value) {
    settings_[name] = value;
    return *this;
  }
  Recipe& limit(const lua::JailLimits& limits) {
    limits_ = limits;
    return *this;
  }

  Recipe& unconfined(const std::string& name) {
    unconfined_.insert(name);
    return *this;
  }

  Recipe& weights(const std::string& name, const std::string& bytes) {
    weights_ = SourceFile{.name = name,
                          .size_bytes = bytes.size(),
                          .sha256 = sha256(bytes),
                          .manifest = "",
                          .learned_from = {}};
    return *this;
  }

  lua::PlanRequest request() const {
    lua::PlanRequest request;
    request.weights = weights_;
    request.unconfined = unconfined_;
    request.recipe = root_ / "my_recipe";
    request.library = root_ / "lib";
    request.manifests = root_ / "manifests";
    request.settings = settings_;
    request.numbers = {"native", "libm: test", "torch: test"};
    request.limits = limits_;
    return request;
  }
  lua::Plan plan() const { return lua::plan_recipe(request(), catalog()); }

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
  std::optional<SourceFile> weights_;
  lua::JailLimits limits_;
};

/// The sheet of `Recipe` with the table of counts of `to` equal to that of
/// `from`, both by the sha256 digit that it has in `manifest_text`.
inline std::string sheet_with_copy(char from, char to) {
  std::string sheet = manifest_text("two");
  const std::string sha(64, to);
  sheet.replace(sheet.find(sha), sha.size(), std::string(64, from));
  return sheet;
}

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

inline std::vector<const Node*> nodes_of(const lua::Plan& plan,
                                         const std::string& step) {
  std::vector<const Node*> nodes;
  for (const Node& node : plan.graph.nodes) {
    if (node.step == step) nodes.push_back(&node);
  }
  return nodes;
}

}  // namespace moonstain::testing
