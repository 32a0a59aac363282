#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/eval/report/claim_list.h"
#include "tools/cli/session.h"

namespace moonstain {

struct ClaimsOptions {
  std::vector<std::string> recipes;  ///< none: all of home/recipes
  fs::path page;                     ///< empty: none is written
};

/// `moonstain claims`: every claim of recipes, by paper, with the verdicts that
/// stand here. Each recipe is planned and none is run: a claim is that of an
/// output that the step `findings` makes, in the file that it is given as
/// `expected`; the profile `paper` may have outputs that the standard one has
/// not. A file that several outputs are held against is listed once, under the
/// first of them by name. Findings are looked for in the workspace under the
/// recipe as it is now, its switches as published and all of them audited, by
/// the profiles paper, standard and quick, of which the first that is there
/// counts.
///
/// A claim stands under the paper that it names, or else the recipe's head; one
/// of neither is shown and not counted. A recipe is listed once for each of its
/// papers; one that cannot be planned is listed with the reason.
/// @return kWrong where a recipe cannot be planned
int claims_command(const CommonOptions& common, const ClaimsOptions& options);

/// All that is listed, one object:
///
///     { "counts": {"claims": 203, "as_published": {"not run here": 3, ...},
///         "audited": {...}, "excluded_by_arithmetic": 0,
///         "missing": {"a published number": 2, ...},
///         "recipes_not_planned": 0},
///       "recipes": [{"recipe", "paper", "command", "problem"}, ...],
///       "claims": [{"paper", "recipe", "output", "claim", "predictor",
///         "where", "cohort", "published", "metric", "as_published":
///         {"verdict", "reason", "value", "interval", "setting"}, "audited":
///         {the same, "control", "control_value"}, "arithmetic":
///         [{"predictor", "value", "reaches"}], "excluded_by_arithmetic",
///         "missing"}, ...] }
///
/// A number that does not exist is null. Members may be added, never renamed.
Json claims_json(const std::vector<report::ListedRecipe>& recipes);

}  // namespace moonstain
