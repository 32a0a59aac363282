#pragma once

#include <string>
#include <vector>

#include "core/eval/findings/findings.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {

/// That all units are scored as one set too, and what such a number does not
/// say; "" where they are not.
std::string pooled_sentence(const Findings& findings);

/// The sentence, and tables of every predictor: the headline's metric in each
/// reading by unit and pooled, and every metric pooled in the headline's
/// reading. "" where units are not pooled.
std::string pooled_html(const Findings& findings,
                        const std::vector<Shown>& predictors);

}  // namespace moonstain::report
