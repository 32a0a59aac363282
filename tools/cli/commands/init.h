#pragma once

#include <string>

#include "core/base/path.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// `moonstain init`: a new folder with a recipe that runs as it is, its README
/// and what an editor needs to complete steps and options. All of it or
/// nothing.
///
/// @param folder    what is to be made; its last part is the recipe's name: a
///                  letter, then letters, digits, _ and -, 64 at most
/// @param kind      a name of `recipe_templates()`
/// @throws Error    on another name, and when something of that name is there
int init_command(const fs::path& folder, const std::string& kind,
                 const Catalog& catalog);

}  // namespace moonstain
