#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bindings/lua/sandbox/jail.h"
#include "core/base/path.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/step/catalog.h"

namespace moonstain::lua {

/// What is planned, and how.
struct PlanRequest {
  /// Folder of the recipe: recipe.lua, and files it names.
  fs::path recipe;
  /// Shared Lua files and the files they name; may be missing.
  fs::path library;
  /// Folder of manifests: NAME/manifest.json; may be missing.
  fs::path manifests;
  /// --set NAME=VALUE, by name. "profile" is one of them.
  std::map<std::string, std::string> settings;
  /// Whether `ms.protocol` says what was declared. Where it does not, two plans
  /// of a recipe differ in what they compute alone.
  bool states_protocol = true;
  /// Part of the ids; see core/engine/plan/identity.h.
  NumericClass numbers;
  /// Programs of the recipe that may run without confinement: the user has
  /// said so for each by its name.
  std::set<std::string> unconfined;
  /// The file that the user names as weights, without what it was learned from,
  /// which the recipe says. It need not be there to be planned with.
  std::optional<SourceFile> weights;
  JailLimits limits;
};

/// A node that no output needs.
struct UnusedNode {
  std::string step;
  std::string where;
};

/// A program of somebody else that the plan runs.
struct PlannedProgram {
  std::string name;
  std::vector<SourceFile> files;  ///< its own, and its root, if it has one
  std::string interpreter;  ///< "python3 sha256 9f2c..."; empty: it has none
  bool confined = true;
  std::string where;
};

/// A name in a recipe that is not the one the module's page has.
struct AliasUse {
  std::string alias;  ///< "ms.command"
  std::string note;   ///< "is an alias of ms.program; write ms.program { ... }"
  std::string where;
};

/// Files that a recipe has asked for, whether an output needs them or not: Lua
/// files it has required, and those that `ms.source` has named.
struct UsedFiles {
  std::set<std::string> beside;  ///< the recipe, by their paths from its folder
  std::set<std::string> shared;  ///< from the library
};

struct Plan {
  /// What the outputs need, and nothing else. Equal calls are one node.
  Graph graph;
  /// The request's, joined by the steps that the recipe declares.
  Catalog catalog;
  /// Those of them that the outputs need, by name and files.
  std::vector<PlannedProgram> programs;
  /// One entry a step and line, in the recipe's order.
  std::vector<UnusedNode> unused;
  std::vector<AliasUse> aliases;  ///< once a line, in the recipe's order
  /// What the recipe said with `print`, control characters replaced.
  std::vector<std::string> printed;
  /// Manifests that the recipe opened, sorted.
  std::vector<std::string> manifests;
  UsedFiles used;
};

}  // namespace moonstain::lua
