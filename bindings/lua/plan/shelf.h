#pragma once

#include "bindings/lua/recipe/world.h"
#include "core/base/path.h"

namespace moonstain::lua {

/// Reads a folder that a recipe may name files of: the texts of its Lua and
/// Python files, the names of all regular ones, down to four folders below.
/// Hidden entries, folders behind links, pipes and devices are passed over. A
/// link to a file outside of the folder is known by name only, to say so.
///
/// @param own  whether the folder is the one who plans' own: links in it may
///             lead anywhere
/// @throws Error on a folder of more than 10,000 entries or 64 MB of such
///               texts
Shelf read_shelf(const fs::path& folder, bool own);

/// The shelf of a recipe's folder: the one that was named, whatever recipe.lua
/// is. That may be a link, as the one who plans has named it; what it leads to
/// is only read as the recipe's text. A link beside it stays in the folder, or,
/// as in a checkout made of links, leads to the file of its own name beside the
/// recipe.lua that is linked to.
///
/// @throws Error also when recipe.lua is missing or no regular file
Shelf read_recipe_shelf(const fs::path& folder);

}  // namespace moonstain::lua
