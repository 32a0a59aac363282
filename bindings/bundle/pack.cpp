#include "bindings/bundle/pack.h"

#include <algorithm>
#include <set>
#include <utility>

#include "bindings/lua/plan/shelf.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/data/source/manifest_path.h"
#include "core/engine/plan/numeric_class.h"

namespace moonstain {

namespace {

constexpr const char* kLibrary = "recipes/lib";
// What says of other files in a folder what they are and who may use them.
constexpr std::string_view kCompanions[] = {
    "LICENSE", "LICENSE.md", "LICENSE.txt", "METHOD.md", "NOTICE", "README.md"};

struct Asked {
  lua::UsedFiles files;
  std::set<std::string> manifests;

  void add(const lua::Plan& plan) {
    files.beside.insert(plan.used.beside.begin(), plan.used.beside.end());
    files.shared.insert(plan.used.shared.begin(), plan.used.shared.end());
    manifests.insert(plan.manifests.begin(), plan.manifests.end());
  }
};

// One knob at a time: with all combinations it would be planned for ever.
Asked asked_in_all(const Replanner& replanner, const lua::Plan& plan) {
  Asked asked;
  asked.add(plan);
  std::vector<std::pair<std::string, std::string>> turned;
  for (const char* profile : {"quick", "standard", "paper"}) {
    turned.emplace_back("profile", profile);
  }
  for (const SwitchValue& choice : plan.graph.switches) {
    for (const char* end : {"published", "audited"}) {
      turned.emplace_back(choice.name, end);
    }
  }
  for (const auto& [name, value] : turned) {
    try {
      asked.add(replanner.plan({{name, value}}));
    } catch (const Error&) {
      // It cannot be turned so, here or elsewhere.
    }
  }
  return asked;
}

void take_files(const fs::path& folder, const lua::Shelf& shelf,
                const std::set<std::string>& names, const std::string& place,
                std::map<std::string, std::string>& out) {
  std::set<std::string> all = names;
  for (const std::string& name : names) {
    const fs::path beside = fs::path(name).parent_path();
    for (const std::string_view companion : kCompanions) {
      const std::string other = (beside / companion).generic_string();
      if (std::binary_search(shelf.files.begin(), shelf.files.end(), other)) {
        all.insert(other);
      }
    }
  }
  for (const std::string& name : all) {
    out[concat(place, "/", name)] = read_file(folder / name);
  }
}

std::vector<LockedFile> sorted(std::vector<LockedFile> files) {
  std::sort(
      files.begin(), files.end(),
      [](const LockedFile& a, const LockedFile& b) { return a.path < b.path; });
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

// Where the bundle has a file that the recipe names.
std::string place_of(const lua::Plan& plan, const std::string& name) {
  const bool beside = plan.used.beside.contains(name);
  return concat(beside ? concat("recipes/", plan.graph.recipe) : kLibrary, "/",
                name);
}

// Whether a file is the one that the user has named, and none that the recipe
// brings.
bool is_weights(const lua::Plan& plan, const SourceFile& source,
                const SourceFile& weights) {
  return source.manifest.empty() && source.sha256 == weights.sha256 &&
         source.name == weights.name &&
         !plan.used.beside.contains(source.name) &&
         !plan.used.shared.contains(source.name);
}

}  // namespace

Lock lock_of(const lua::Plan& plan, const lua::PlanRequest& request,
             const std::string& moonstain) {
  const Graph& graph = plan.graph;
  Lock lock;
  lock.moonstain = moonstain;
  lock.recipe = graph.recipe;
  lock.settings = request.settings;
  lock.numeric = request.numbers.choice;
  for (const Node& node : graph.nodes) {
    if (node.is_source()) {
      const SourceFile& source = *node.source;
      if (request.weights && is_weights(plan, source, *request.weights)) {
        lock.weights = {source.name, source.size_bytes, source.sha256};
        continue;
      }
      auto& files =
          source.manifest.empty() ? lock.files : lock.data[source.manifest];
      files.push_back(
          {source.manifest.empty() ? place_of(plan, source.name) : source.name,
           source.size_bytes, source.sha256});
      continue;
    }
    const StepDecl& step = plan.catalog.step(node.step);
    const Numeric numeric = numeric_of(step, node.options);
    if (numeric == Numeric::libm) lock.libm = request.numbers.libm;
    if (numeric == Numeric::bfloat16) {
      lock.bfloat16 = request.numbers.bfloat16;
    }
    if (runs_on_gpu(request.numbers, numeric)) {
      lock.cuda = request.numbers.cuda;
    } else if (numeric == Numeric::torch || numeric == Numeric::network) {
      lock.torch = request.numbers.torch;
    }
    // A program's version is its recipe's, and says nothing of this catalog.
    if (step.runs_as.empty()) lock.steps[node.step] = node.version;
  }
  lock.files = sorted(std::move(lock.files));
  for (auto& [manifest, files] : lock.data) files = sorted(std::move(files));
  for (const lua::PlannedProgram& program : plan.programs) {
    LockedProgram locked{program.name, program.interpreter, {}};
    for (const SourceFile& file : program.files) {
      locked.files.push_back(
          {place_of(plan, file.name), file.size_bytes, file.sha256});
    }
    lock.programs.push_back(std::move(locked));
  }
  lock.nodes = static_cast<std::int64_t>(graph.nodes.size());
  for (const auto& [output, nodes] : graph.outputs) {
    for (const NodeIndex node : nodes) {
      lock.outputs[output].push_back(graph.nodes[node].id);
    }
  }
  return lock;
}

Bundle pack_recipe(const Replanner& replanner, const lua::Plan& plan,
                   const std::string& moonstain) {
  const lua::PlanRequest& request = replanner.request();
  Bundle bundle;
  bundle.lock = lock_of(plan, request, moonstain);
  check(bundle.lock.recipe != "lib", "bundle: a recipe cannot be called lib, ",
        "which is the folder of what recipes share; rename its folder");
  Asked asked = asked_in_all(replanner, plan);
  asked.files.beside.insert("recipe.lua");
  const lua::Shelf own = lua::read_recipe_shelf(request.recipe);
  take_files(request.recipe, own, asked.files.beside, bundle.recipe_folder(),
             bundle.files);
  take_files(request.library, lua::read_shelf(request.library, true),
             asked.files.shared, kLibrary, bundle.files);
  for (const std::string& name : asked.manifests) {
    // One beside the recipe stands before others of its name.
    const std::string file = manifest_path(name);
    const bool beside =
        std::binary_search(own.files.begin(), own.files.end(), file);
    bundle.files[file] =
        read_file(beside ? request.recipe / file
                         : request.manifests / name / kManifestFile);
  }
  return bundle;
}

}  // namespace moonstain
