#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/eval/downstream/enriched_terms.h"
#include "core/eval/panels/panel.h"

namespace moonstain {

class StepKind;

/// Enriched sets of genes, a row a set, group and direction that is enriched
/// for anyone: adjusted p on measurements and on predictions, against each
/// background. Rows stand by section, group, direction and set.
///
/// @param measured, predicted  of any sections and backgrounds, each pair of
///                them once; predictions of one predictor
/// @throws Error  on a pair that is there twice or on one side alone
Panel terms_panel(const std::vector<EnrichedTerms>& measured,
                  const std::vector<EnrichedTerms>& predicted,
                  const std::string& title, std::int64_t most_rows);

/// `terms_panel`: this table.
StepKind terms_panel_step();

}  // namespace moonstain
