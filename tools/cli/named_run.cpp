#include "tools/cli/named_run.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {

namespace {

// Runs have four digits, or more once there are so many.
std::string full_name(const std::string& run) {
  const bool number =
      !run.empty() && run.find_first_not_of("0123456789") == std::string::npos;
  return number && run.size() < 4 ? std::string(4 - run.size(), '0') + run
                                  : run;
}

// The last run of a recipe by its name, or its folder's.
RunRecord run_of_recipe(const fs::path& workspace, const std::string& what,
                        const std::string& variant) {
  check_some_run(workspace);
  fs::path named = what;
  if (named.filename() == "recipe.lua" || !named.has_filename()) {
    named = named.parent_path();
  }
  const std::string recipe = named.filename();
  std::vector<std::string> recipes, variants;
  const std::vector<std::string> runs = run_names(workspace);
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    const std::optional<RunRecord> record = whole_run(workspace, *run);
    if (!record) continue;
    recipes.push_back(record->recipe);
    if (record->recipe != recipe) continue;
    if (variant.empty() || record->variant == variant) return *record;
    variants.push_back(record->variant);
  }
  for (std::vector<std::string>* names : {&recipes, &variants}) {
    std::sort(names->begin(), names->end());
    names->erase(std::unique(names->begin(), names->end()), names->end());
  }
  check(!variants.empty(), "no run of a recipe '", recipe, "' in ",
        workspace.string(), name_hint(recipe, recipes));
  fail("no run of ", recipe, " as '", variant, "' in ", workspace.string(),
       name_hint(variant, variants));
}

}  // namespace

bool is_run_name(const std::string& what) {
  return what == "latest" ||
         (!what.empty() && what.find_first_not_of("0123456789") == what.npos);
}

RunRecord chosen_run(const fs::path& workspace, const std::string& what,
                     const std::string& variant) {
  return is_run_name(what) ? named_run(workspace, what)
                           : run_of_recipe(workspace, what, variant);
}

RunRecord named_run(const fs::path& workspace, const std::string& run) {
  check_some_run(workspace);
  return read_run(workspace, full_name(run));
}

void check_some_run(const fs::path& workspace) {
  check(!run_names(workspace).empty(), "there is no run in ",
        workspace.string(), "; `moonstain run RECIPE` makes one");
}

std::string state_words(const RunRecord& record) {
  return was_killed(record) ? "killed" : printable_in_line(record.state);
}

}  // namespace moonstain
