#include "bindings/lua/planner.h"

#include <algorithm>

#include "bindings/lua/frames.h"
#include "bindings/lua/plan_reader.h"
#include "bindings/lua/recipe_run.h"
#include "core/base/error.h"

namespace moonstain {

namespace {

constexpr std::uint64_t kMostLuaBytes = std::uint64_t{4} << 20;
constexpr std::uint64_t kMostManifestBytes = std::uint64_t{256} << 20;
constexpr int kMostLevels = 4;
constexpr std::size_t kMostFiles = 10'000;

// Regular files below `folder`, without hidden ones and links that leave it.
void list_shelf(const fs::path& folder, const std::string& prefix, int level,
                Shelf& shelf) {
  for (const std::string& name : list_folder(folder)) {
    if (name.starts_with(".")) continue;
    const fs::path path = folder / name;
    const std::string relative = prefix + name;
    if (is_folder(path)) {
      if (level < kMostLevels && !fs::is_symlink(path)) {
        list_shelf(path, relative + "/", level + 1, shelf);
      }
      continue;
    }
    check(shelf.files.size() < kMostFiles, folder.string(), ": more than ",
          kMostFiles, " files");
    if (!fs::is_regular_file(path)) continue;
    shelf.files.push_back(relative);
    if (relative.ends_with(".lua")) {
      shelf.lua.emplace(relative, read_file(path, kMostLuaBytes));
    }
  }
}

Shelf read_shelf(const fs::path& folder) {
  Shelf shelf;
  if (!folder.empty() && is_folder(folder)) list_shelf(folder, "", 0, shelf);
  std::sort(shelf.files.begin(), shelf.files.end());
  return shelf;
}

std::map<std::string, std::string> read_manifests(const fs::path& folder) {
  std::map<std::string, std::string> manifests;
  if (folder.empty() || !is_folder(folder)) return manifests;
  for (const std::string& name : list_folder(folder)) {
    const fs::path path = folder / name / "manifest.json";
    if (exists(path)) {
      manifests.emplace(name, read_file(path, kMostManifestBytes));
    }
  }
  return manifests;
}

}  // namespace

Plan plan_recipe(const PlanRequest& request, const Catalog& catalog) {
  const fs::path recipe = request.recipe / "recipe.lua";
  check(exists(recipe), request.recipe.string(),
        ": there is no recipe.lua in this folder");
  RecipeWorld world;
  world.catalog = &catalog;
  world.recipe = read_shelf(request.recipe);
  world.library = read_shelf(request.library);
  world.manifests = read_manifests(request.manifests);
  world.settings = request.settings;
  world.limits = request.limits;

  PlanReader reader(request, catalog, world);
  FrameStream stream;
  run_in_jail(
      request.limits, [&](const JailPipes& pipes) { run_recipe(world, pipes); },
      [&](std::string_view bytes) {
        stream.add(bytes, [&](FrameReader& frame) { reader.take(frame); });
        return true;
      });
  return reader.finish();
}

}  // namespace moonstain
