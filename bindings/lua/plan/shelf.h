#pragma once

#include "bindings/lua/recipe/world.h"
#include "core/base/path.h"

namespace moonstain::lua {

/// Reads a folder that a recipe may name files of: the texts of its Lua files,
/// the names of all regular ones, down to four folders below. Hidden entries,
/// folders behind links, pipes and devices are passed over. A link to a file
/// outside of the folder is known by name only, to say so.
///
/// @param home  a link that ends below it does not lead out either
/// @throws Error on a folder of more than 10,000 entries or 64 MB of Lua
Shelf read_shelf(const fs::path& folder, const fs::path& home);

/// The shelf of a recipe's folder. recipe.lua may be a link, as the one who
/// plans has named it; files behind links beside it may lie where it leads to.
///
/// @throws Error also when recipe.lua is missing or no regular file
Shelf read_recipe_shelf(const fs::path& folder);

}  // namespace moonstain::lua
