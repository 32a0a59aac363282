#pragma once

#include <optional>
#include <string>

#include "bindings/bundle/bundle.h"
#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// A bundle that was named on the command line.
struct OpenedBundle {
  std::string name;  ///< "first.moon": its file, without folders
  fs::path path;
  Digest sha256;  ///< of its bytes
  Bundle bundle;
};

/// @throws Error "first.moon: ..." as parse_bundle, and when there is no file
OpenedBundle open_bundle(const fs::path& path);

/// Where a recipe and what it may read lie.
struct RecipePlace {
  fs::path folder;     ///< with recipe.lua
  fs::path library;    ///< files that recipes share; may be missing
  fs::path manifests;  ///< may be missing
  std::optional<OpenedBundle> bundle;  ///< of which all three are unpacked
  /// "first.moon sha256 9f2c..., shelf lab at commit 41d7..."; empty of a
  /// recipe's folder that is on no shelf.
  std::string origin;
};

/// The place of what a person names: a bundle (FILE.moon), a recipe of a shelf
/// (SHELF/NAME), a recipe's folder or its recipe.lua, or the name of one below
/// home/recipes.
///
/// @param word       as typed; empty of a command without a recipe: no folder,
///                   and what Moonstain's own recipes may read
/// @param home       where Moonstain's own files lie; may be empty
/// @param workspace  a bundle is unpacked into WORKSPACE/bundles/SHA256
/// @throws Error     naming the recipes that are there; as open_bundle; where a
///                   bundle is not the one that its shelf's index names
RecipePlace find_recipe(const std::string& word, const fs::path& home,
                        const fs::path& workspace);

/// @throws Error naming the steps of a bundle's lock that the catalog lacks
void check_steps(const OpenedBundle& opened, const Catalog& catalog,
                 const std::string& moonstain);

}  // namespace moonstain
