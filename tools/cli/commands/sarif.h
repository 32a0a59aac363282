#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"

namespace moonstain {

/// One thing that `lint` has to say.
struct LintResult {
  std::string rule;   ///< "leak", one of those in sarif.cpp
  std::string level;  ///< "error", "warning" or "note"
  std::string text;
  /// "recipe.lua:31 (recipes/lib/hist.lua:12)": the first counts; without a
  /// line it is about the whole recipe.
  std::string where;
};

/// SARIF 2.1.0 of a recipe's results: code hosts show them at the lines of a
/// pull request. `results` is there, be it empty; lines begin with 1; files are
/// named from the root of the repository that holds the recipe, or from the
/// folder above it where none does, with "/" and percent signs as URIs have
/// them.
///
/// @param recipe   the recipe's folder
/// @param version  of moonstain
Json sarif(const std::vector<LintResult>& results, const fs::path& recipe,
           const std::string& version);

}  // namespace moonstain
