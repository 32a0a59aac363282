#pragma once

#include <string>
#include <vector>

namespace moonstain {

/// What a new recipe begins as.
struct RecipeTemplate {
  const char* name;      ///< "sections", as --template takes it
  const char* sentence;  ///< what its data are
  const char* recipe;    ///< recipe.lua, with @NAME@ for the recipe's name
  const char* readme;    ///< README.md, the same
};

/// All there are; the first is the one that is made if none is named.
const std::vector<RecipeTemplate>& recipe_templates();

/// A template's text about a recipe of this name.
std::string of_recipe(const char* text, const std::string& name);

}  // namespace moonstain
