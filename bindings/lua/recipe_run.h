#pragma once

#include <map>
#include <string>
#include <vector>

#include "bindings/lua/jail.h"
#include "core/engine/catalog.h"

namespace moonstain {

/// A folder as the jail knows it: texts of its Lua files, names of all files.
struct Shelf {
  /// "hist.lua" -> text; names may have folders: "her2st/genes.lua".
  std::map<std::string, std::string> lua;
  std::vector<std::string> files;  ///< relative, sorted
};

/// All that a recipe can see, read by the parent before it forks.
struct RecipeWorld {
  const Catalog* catalog = nullptr;
  Shelf recipe;
  Shelf library;
  std::map<std::string, std::string> manifests;  ///< name -> JSON text
  std::map<std::string, std::string> settings;
  JailLimits limits;
};

/// The body of the jail: runs the recipe and writes frames
/// (bindings/lua/frames.h) into `pipes.messages`.
void run_recipe(const RecipeWorld& world, const JailPipes& pipes);

}  // namespace moonstain
