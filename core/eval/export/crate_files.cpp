#include "core/eval/export/crate_files.h"

#include <cstdint>
#include <string_view>

#include "core/base/folder.h"
#include "core/base/text.h"
#include "core/eval/export/crate_entities.h"

namespace moonstain::crate {
namespace {

// Of a file beside the recipe that no node takes.
constexpr std::uint64_t kMostRecipeBytes = std::uint64_t{16} << 20;

}  // namespace

std::string readme(const RunRecord& record, const std::string& program_version,
                   std::size_t steps, bool with_recipe) {
  return concat(
      "# Run ", record.run, " of ", record.recipe,
      "\n\nA Workflow Run RO-Crate "
      "(profile Provenance Run Crate 0.5) by Moonstain ",
      program_version, ": variant ", record.variant, ", ", steps,
      " steps.\n\n- `", kMetadata,
      "`: the run, its steps, what each took and made\n- `", kPlan,
      "`: the plan, node by node\n",
      with_recipe ? "- `recipe/`: what makes that plan\n" : "",
      "- `results/`: the results that the recipe names\n\nData and other "
      "results are named by SHA-256 and are not in here.\n");
}

std::set<std::string> recipe_files(const Graph& graph, const fs::path& recipe) {
  std::set<std::string> names;
  for (const std::string& name : list_folder(recipe)) {
    const fs::path path = recipe / name;
    if (name.starts_with('.') || is_folder(path)) continue;
    if (fs::file_size(path) <= kMostRecipeBytes) names.insert(name);
  }
  for (const Node& node : graph.nodes) {
    if (!node.is_source() || !node.source->manifest.empty()) continue;
    const fs::path path = fs::path(node.source->name).lexically_normal();
    if (path.is_absolute() || path.native().starts_with("..")) continue;
    if (path_exists(recipe / path) && !is_folder(recipe / path)) {
      names.insert(path);
    }
  }
  return names;
}

FileEntry copy_and_hash(const fs::path& from, const fs::path& to) {
  make_folders(to.parent_path());
  FileReader in(from);
  FileWriter out(to);
  std::string piece(std::size_t{1} << 20, '\0');
  while (const std::size_t got = in.read(piece.data(), piece.size())) {
    out.write(std::string_view(piece).substr(0, got));
  }
  return out.finish();
}

std::string media_type(const std::string& path) {
  if (path.ends_with(".json")) return "application/json";
  if (path.ends_with(".md")) return "text/markdown";
  if (path.ends_with(".png")) return "image/png";
  if (path.ends_with(".lua")) return "text/x-lua";
  if (path.ends_with(".txt")) return "text/plain";
  return "";
}

}  // namespace moonstain::crate
