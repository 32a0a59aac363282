#pragma once

#include <string>
#include <vector>

#include "core/eval/report/claim_list.h"

namespace moonstain::report {

/// All claims of all papers on one page, in the look of a report: how many came
/// out how, paper by paper; then for each paper what is missing here, and every
/// claim with the published number, ours under the published and the audited
/// protocol, both verdicts and the best control. It holds all it shows, as a
/// report does. Recipes that cannot be planned are counted and named, each with
/// the reason.
std::string claims_page(const std::vector<ListedRecipe>& recipes);

}  // namespace moonstain::report
