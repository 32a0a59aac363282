#include "tools/cli/recipe_place.h"

#include <utility>
#include <vector>

#include "bindings/bundle/recipe_shelf.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/text.h"
#include "core/data/source/manifest_path.h"

namespace moonstain {

namespace {

constexpr std::uint64_t kMostBundleBytes = std::uint64_t{3} << 30;
constexpr std::size_t kMostNamed = 5;

fs::path without_end(fs::path path) {
  return path.filename().empty() ? path.parent_path() : path;
}

RecipePlace of_folder(const fs::path& folder, const fs::path& home) {
  RecipePlace place;
  place.folder = folder;
  if (!home.empty()) {
    place.library = home / "recipes" / "lib";
    place.manifests = home / kManifests;
  }
  return place;
}

RecipePlace of_bundle(OpenedBundle opened, const fs::path& workspace) {
  const fs::path home =
      unpack_bundle(opened.bundle, opened.sha256, workspace / "bundles");
  RecipePlace place = of_folder(home / opened.bundle.recipe_folder(), home);
  place.origin = concat(opened.name, " sha256 ", opened.sha256.hex());
  place.bundle = std::move(opened);
  return place;
}

// Empty where the word names nothing of a shelf.
std::optional<RecipePlace> on_shelf(const fs::path& named, const fs::path& home,
                                    const fs::path& workspace) {
  const fs::path folder =
      named.has_parent_path() ? named.parent_path() : fs::path(".");
  if (!RecipeShelf::is_there(folder)) return std::nullopt;
  const RecipeShelf shelf = RecipeShelf::read(folder);
  const std::string name = named.filename().string();
  const auto found = shelf.recipes.find(name);
  if (found == shelf.recipes.end()) return std::nullopt;
  const ShelfEntry& entry = found->second;
  RecipePlace place;
  if (entry.sha256) {
    OpenedBundle opened = open_bundle(folder / entry.path);
    check(opened.sha256 == *entry.sha256, (folder / entry.path).string(),
          " has sha256 ", opened.sha256.hex(), ", the shelf's index says ",
          entry.sha256->hex(),
          "; it is not the bundle that was put there: ask who keeps the "
          "shelf, or name the file itself");
    place = of_bundle(std::move(opened), workspace);
  } else {
    const fs::path recipe = folder / entry.path;
    check(path_exists(recipe / "recipe.lua"), (folder / "shelf.json").string(),
          ": recipe ", name, ": there is no ",
          (recipe / "recipe.lua").string());
    place = of_folder(recipe, home);
    if (is_folder(folder / "lib")) place.library = folder / "lib";
    if (is_folder(folder / kManifests)) {
      place.manifests = folder / kManifests;
    }
  }
  const std::string commit = git_commit(folder);
  place.origin += concat(place.origin.empty() ? "" : ", ", "shelf ",
                         without_end(folder).filename().string(),
                         commit.empty() ? "" : concat(" at commit ", commit));
  return place;
}

[[noreturn]] void fail_unknown(const std::string& word, const fs::path& named,
                               const fs::path& home) {
  std::vector<std::string> names;
  if (named.has_parent_path() && RecipeShelf::is_there(named.parent_path())) {
    const RecipeShelf shelf = RecipeShelf::read(named.parent_path());
    for (const auto& [other, entry] : shelf.recipes) names.push_back(other);
    const std::string name = named.filename().string();
    fail("no recipe '", name, "' on the shelf ", shelf.folder.string(),
         name_hint(name, names));
  }
  if (!home.empty() && is_folder(home / "recipes")) {
    for (const std::string& name : list_folder(home / "recipes")) {
      if (exists(home / "recipes" / name / "recipe.lua")) {
        names.push_back(name);
      }
    }
  }
  std::string hint;
  const std::string near = nearest_name(named.filename().string(), names);
  if (!near.empty()) {
    hint = concat("; did you mean 'recipes/", near, "'?");
  } else {
    for (const std::string& name : names) {
      hint += concat(hint.empty() ? "; there are " : ", ", name);
    }
  }
  fail("no recipe '", word, "': no such folder with a recipe.lua", hint);
}

}  // namespace

OpenedBundle open_bundle(const fs::path& path) {
  check(path_exists(path), "no bundle '", path.string(),
        "': there is no such file; `moonstain bundle RECIPE` makes one");
  const std::string bytes = read_file(path, kMostBundleBytes);
  return {path.filename().string(), path, sha256(bytes),
          parse_bundle(bytes, path.string())};
}

RecipePlace find_recipe(const std::string& word, const fs::path& home,
                        const fs::path& workspace) {
  if (word.empty()) return of_folder("", home);
  fs::path named = without_end(word);
  if (named.extension() == kBundleSuffix && !is_folder(named)) {
    return of_bundle(open_bundle(named), workspace);
  }
  if (named.filename() == "recipe.lua") {
    named = named.parent_path().empty() ? "." : named.parent_path();
  }
  if (auto place = on_shelf(named, home, workspace)) return *std::move(place);
  std::vector<fs::path> tried = {named};
  if (!home.empty() && named.is_relative()) {
    tried.push_back(home / "recipes" / named);
    tried.push_back(home / named);
  }
  for (const fs::path& folder : tried) {
    if (exists(folder / "recipe.lua")) return of_folder(folder, home);
  }
  fail_unknown(word, named, home);
}

void check_steps(const OpenedBundle& opened, const Catalog& catalog,
                 const std::string& moonstain) {
  std::vector<std::string> lacking;
  for (const auto& [step, version] : opened.bundle.lock.steps) {
    if (catalog.find(step) == nullptr) lacking.push_back(step);
  }
  check(lacking.empty(), opened.name, ": needs ",
        lacking.size() == 1 ? "a step" : "steps", " that this moonstain, ",
        moonstain, ", has not: ", listed(lacking, kMostNamed),
        "; it was packed by moonstain ", opened.bundle.lock.moonstain,
        ", take that one");
}

}  // namespace moonstain
