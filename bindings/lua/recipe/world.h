#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "bindings/lua/sandbox/jail.h"
#include "core/engine/step/catalog.h"

namespace moonstain::lua {

/// Of all lines that a recipe prints.
inline constexpr std::uint64_t kMostPrintedBytes = std::uint64_t{1} << 20;
/// Of a file, or of what a file was learned from.
inline constexpr std::size_t kMostNameBytes = 1000;
/// Of a recipe; each becomes a link.
inline constexpr std::size_t kMostOutputs = 1000;
/// Of params and switches together.
inline constexpr std::size_t kMostKnobs = 1000;
inline constexpr std::uint64_t kMostKnobBytes = std::uint64_t{16} << 20;

/// Uses of aliases that are named; further ones are not.
inline constexpr std::size_t kMostAliasUses = 1000;

/// A folder as the jail knows it: texts of its Lua and Python files, names of
/// all files.
struct Shelf {
  /// "hist.lua" -> text; names may have folders: "her2st/genes.lua".
  std::map<std::string, std::string> lua;
  std::map<std::string, std::string> python;  ///< "steps.py" -> text
  std::vector<std::string> files;             ///< relative, sorted
  /// Links that lead out of the folder; named, never followed.
  std::set<std::string> links_out;
};

/// All that a recipe can see, read by the parent before it forks.
struct RecipeWorld {
  const Catalog* catalog = nullptr;
  Shelf recipe;
  Shelf library;
  std::map<std::string, std::string> manifests;  ///< name -> JSON text
  std::map<std::string, std::string> settings;
  bool states_protocol = true;  ///< PlanRequest::states_protocol
  bool has_weights = false;     ///< whether the user has named some
  JailLimits limits;
};

}  // namespace moonstain::lua
