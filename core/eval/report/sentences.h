#pragma once

#include <string>

#include "core/eval/findings/findings.h"

namespace moonstain::report {

// Sentences that a page and a terminal share; made of computed values alone.

std::string title_of(const Findings& findings, const std::string& recipe);

/// The headline of findings in a few words: "hist 0.577 pearson.mean, only
/// cells with tissue"; "" without a predictor.
std::string headline_number(const Findings& findings);

/// "6 sections of 2 patients, 785 genes; target ln(1 + ...)"
std::string data_sentence(const Findings& findings);

/// What stands in for what, and the optimiser's steps where they differ from
/// the paper's; "" for nothing.
std::string stand_ins_words(const Findings& findings);

/// "published protocol", "published protocol but for epochs is 1, published
/// 200", or "protocol not stated".
std::string protocol_words(const Findings& findings);

/// That predictions have collapsed, where, and what they score; "" when they
/// have not.
std::string collapse_sentence(const Findings& findings);

/// That models were not fitted; "" when they were, or nobody knows.
std::string fitted_sentence(const Findings& findings);

/// What the tissue mask alone scores; "" without a grid.
std::string mask_sentence(const Findings& findings);

}  // namespace moonstain::report
