#include "bindings/lua/plan/planner.h"

#include <deque>

#include "bindings/lua/plan/plan_reader.h"
#include "bindings/lua/plan/shelf.h"
#include "bindings/lua/recipe/run.h"
#include "bindings/lua/sandbox/frames.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/text.h"
#include "core/data/source/manifest_path.h"

namespace moonstain::lua {

namespace {

constexpr std::uint64_t kMostManifestBytes = std::uint64_t{256} << 20;
constexpr std::size_t kMostMessageBytes = 4096;

std::map<std::string, std::string> read_manifests(const fs::path& folder) {
  std::map<std::string, std::string> manifests;
  if (folder.empty() || !is_folder(folder)) return manifests;
  for (const std::string& name : list_folder(folder)) {
    const fs::path path = folder / name / kManifestFile;
    if (exists(path)) {
      manifests.emplace(name, read_file(path, kMostManifestBytes));
    }
  }
  return manifests;
}

/// Those beside the recipe stand before others of their name, as its files do
/// before those of the library.
void add_manifests_of(const Shelf& recipe, const fs::path& folder,
                      std::map<std::string, std::string>& manifests) {
  for (const std::string& file : recipe.files) {
    const auto name = manifest_name(file);
    if (name) manifests[*name] = read_file(folder / file, kMostManifestBytes);
  }
}

/// What the child says, kept as it comes. Nothing of it is looked at before the
/// child has ended well: a recipe that is stopped costs the parent neither time
/// nor more memory than its bytes.
class KeptMessages {
 public:
  void add(std::string_view bytes) { pieces_.emplace_back(bytes); }

  void give_to(PlanReader& reader) {
    FrameStream stream;
    for (; !pieces_.empty(); pieces_.pop_front()) {
      stream.add(pieces_.front(),
                 [&](FrameReader& frame) { reader.take(frame); });
    }
  }

 private:
  std::deque<std::string> pieces_;
};

Plan planned(const PlanRequest& request, const Catalog& catalog) {
  RecipeWorld world;
  world.catalog = &catalog;
  world.recipe = read_recipe_shelf(request.recipe);
  world.library = read_shelf(request.library, true);
  world.manifests = read_manifests(request.manifests);
  add_manifests_of(world.recipe, request.recipe, world.manifests);
  world.settings = request.settings;
  world.states_protocol = request.states_protocol;
  world.has_weights = request.weights.has_value();
  world.limits = request.limits;

  KeptMessages messages;
  run_in_jail(
      request.limits, [&](const JailPipes& pipes) { run_recipe(world, pipes); },
      [&](std::string_view bytes) {
        messages.add(bytes);
        return true;
      });
  PlanReader reader(request, catalog, world);
  messages.give_to(reader);
  return reader.finish();
}

}  // namespace

Plan plan_recipe(const PlanRequest& request, const Catalog& catalog) {
  try {
    return planned(request, catalog);
  } catch (const Error& e) {
    // Names of files, texts of the recipe and a child that was taken over may
    // have put anything into it.
    fail(printable(e.what(), kMostMessageBytes));
  }
}

}  // namespace moonstain::lua
