#include "tools/cli/commands/init.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/process/host_program.h"
#include "tools/cli/commands/init_templates.h"
#include "tools/cli/commands/lua_annotations.h"
#include "tools/cli/output.h"
#include "tools/cli/session.h"

namespace moonstain {

namespace {

constexpr std::size_t kLongestName = 64;

// For lua-language-server: LuaJIT without what the jail takes away.
constexpr const char* kEditorSettings = R"({
  "runtime.version": "LuaJIT",
  "runtime.builtin": {
    "bit": "disable", "coroutine": "disable", "debug": "disable", "ffi": "disable",
    "io": "disable", "jit": "disable", "os": "disable", "package": "disable"
  },
  "workspace.library": [".luals"],
  "workspace.checkThirdParty": false
}
)";

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_in_name(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

void check_name(const std::string& name) {
  check(!name.empty() && name.size() <= kLongestName && is_letter(name[0]) &&
            std::all_of(name.begin(), name.end(), is_in_name),
        "init: '", name,
        "' cannot be a recipe's name; expected a letter, then letters, digits, "
        "_ and -, ",
        kLongestName, " at most");
}

const RecipeTemplate& template_of(const std::string& kind) {
  const auto& all = recipe_templates();
  const auto found =
      std::find_if(all.begin(), all.end(),
                   [&](const RecipeTemplate& one) { return one.name == kind; });
  check(found != all.end(), "init: no template '", kind, "'");
  return *found;
}

}  // namespace

int init_command(const fs::path& folder, const std::string& kind,
                 const Catalog& catalog) {
  // "new/" names the same folder as "new".
  const fs::path target = folder.has_filename() ? folder : folder.parent_path();
  const std::string name = target.filename().native();
  check_name(name);
  const RecipeTemplate& begun = template_of(kind);
  check(!entry_exists(target), "init: ", target.native(),
        " is there already and stays as it is; give the recipe another name");
  const fs::path parent =
      target.has_parent_path() ? target.parent_path() : fs::path(".");
  make_folders(parent);
  const fs::path stage = parent / concat(".", name, ".init");
  remove_tree(stage);
  try {
    make_folders(stage / ".luals");
    write_file(stage / "recipe.lua", of_recipe(begun.recipe, name));
    write_file(stage / "README.md", of_recipe(begun.readme, name));
    write_file(stage / ".luarc.json", kEditorSettings);
    write_file(stage / ".luals/moonstain.lua", lua_annotations(catalog));
    rename_path(stage, target);
  } catch (const Error&) {
    try_remove_tree(stage);
    throw;
  }
  print(concat("made ", target.native(),
               ": recipe.lua, README.md, and .luarc.json for editors\n"
               "next: ",
               shell_line({"moonstain", "run", target}), "\n"));
  return kDone;
}

}  // namespace moonstain
