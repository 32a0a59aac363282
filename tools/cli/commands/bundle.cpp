#include "tools/cli/commands/bundle.h"

#include "bindings/bundle/pack.h"
#include "bindings/bundle/recipe_shelf.h"
#include "bindings/lua/plan/planner.h"
#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/data/source/manifest_path.h"
#include "core/engine/run/plan_state.h"
#include "tools/cli/commands/expected.h"
#include "tools/cli/named_file.h"
#include "tools/cli/output.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

constexpr const char* kPlace = "bundle: --output";

// Plans the bundle's files as another machine would, which has nothing else.
void check_travels(const Session& session, const Bundle& bundle,
                   const Digest& sha256) {
  const fs::path bundles = session.options().workspace / "bundles";
  const bool there = is_folder(bundles / sha256.hex());
  const fs::path home = unpack_bundle(bundle, sha256, bundles);
  lua::PlanRequest request = session.replanner().request();
  request.recipe = home / bundle.recipe_folder();
  request.library = home / "recipes/lib";
  request.manifests = home / kManifests;
  const Lock found =
      with_context("bundle: what was packed cannot be planned by itself", [&] {
        return lock_of(lua::plan_recipe(request, session.catalog()), request,
                       kVersion);
      });
  if (!there) remove_tree(home);
  check(found.outputs == bundle.lock.outputs,
        "bundle: what was packed makes another plan than the recipe; it takes "
        "something that is not packed");
}

fs::path place_for(const BundleOptions& options, const std::string& recipe) {
  const std::string name = concat(recipe, kBundleSuffix);
  if (!options.shelf.empty()) return fs::path(options.shelf) / name;
  if (options.output.empty()) return name;
  check(fs::path(options.output).extension() == kBundleSuffix,
        "bundle: --output ", options.output,
        ": expected a file that ends in .moon, by which `run` knows it");
  return options.output;
}

void put_on_shelf(const fs::path& folder, const std::string& recipe,
                  const Digest& sha256) {
  RecipeShelf shelf{folder, {}};
  if (RecipeShelf::is_there(folder)) shelf = RecipeShelf::read(folder);
  shelf.recipes[recipe] = {concat(recipe, kBundleSuffix), sha256};
  shelf.write();
}

std::string expected_words(const Session& session, const Bundle& bundle) {
  std::vector<std::string> outputs;
  for (const auto& [output, objects] : bundle.lock.expected) {
    outputs.push_back(output);
  }
  if (!outputs.empty()) return concat("expects ", listed(outputs));
  return concat("expects no results, as the workspace has none; `",
                session.command_line("run"), "` makes them");
}

}  // namespace

int bundle_command(const Session& session, const BundleOptions& options) {
  const Replanner replanner = session.replanner();
  const lua::Plan plan = replanner.plan();
  Bundle bundle = pack_recipe(replanner, plan, kVersion);
  const PlanState state = plan_state(
      plan.graph, plan.catalog, session.numbers(), session.options().workspace);
  bundle.lock.expected = output_objects(plan.graph, state);
  for (const auto& [output, json] :
       output_json(plan, state, session.options().workspace)) {
    bundle.files[concat("expected/", output, ".json")] = pretty_json(json);
  }
  const std::string bytes = bundle_bytes(bundle);
  const Digest digest = sha256(bytes);
  const fs::path place = place_for(options, plan.graph.recipe);
  const fs::path& workspace = session.options().workspace;
  if (options.shelf.empty()) named_file(kPlace, place, workspace);
  parse_bundle(bytes, place.string());
  check_travels(session, bundle, digest);
  if (!options.shelf.empty()) make_folders(options.shelf);
  write_named_file(kPlace, place, workspace, bytes);
  if (!options.shelf.empty()) {
    put_on_shelf(options.shelf, plan.graph.recipe, digest);
  }
  std::size_t data = 0;
  std::uint64_t data_bytes = 0;
  for (const auto& [manifest, files] : bundle.lock.data) {
    data += files.size();
    for (const LockedFile& file : files) data_bytes += file.size_bytes;
  }
  if (session.options().json) {
    print_json(pretty_json({{"bundle", place.string()},
                            {"sha256", digest.hex()},
                            {"size_bytes", bytes.size()},
                            {"lock", lock_json(bundle.lock)}}));
    return kDone;
  }
  print(concat(place.string(), ": ", counted(bundle.files.size(), "file"), ", ",
               size_words(bytes.size()), ", sha256 ", digest.hex(), "\nneeds ",
               counted(data, "file"), " of data, ", size_words(data_bytes),
               ", which stay here; ", expected_words(session, bundle), "\n"));
  return kDone;
}

}  // namespace moonstain
