#pragma once

#include <filesystem>
#include <string>

#include "core/engine/plan/graph.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// Why a node would run, or what made it differ: the first thing that differs
/// from the last run of the same recipe, going down its inputs: step, version,
/// numeric class, option (both values), source file, number of inputs. Several
/// lines of text without a last line feed.
///
/// The last run is that of this variant, else the last of the recipe.
std::string why(const Graph& graph, const std::string& path,
                const Catalog& catalog, const NumericClass& numbers,
                const std::filesystem::path& workspace);

}  // namespace moonstain
