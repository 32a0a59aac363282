#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/eval/findings/findings.h"

namespace moonstain {

/// A model that scores more than a prediction without error could, in a
/// sentence; nothing where it does not. Of several ceilings the highest counts:
/// a prediction that is free of noise agrees better with a measurement than a
/// second measurement does.
///
/// In the headline's metric and reading the model's number must lie above the
/// ceiling's interval, and the paired gain over it, of items that both define,
/// above 0. Where there are too few patients for an interval, the gain must be
/// above 0 in every unit that has one. Of an error a ceiling is the least that
/// can be: below its interval, the lowest of several.
std::optional<std::string> above_ceiling(const Findings& findings);

/// A model that follows the measurement in every item, by a Pearson r of the
/// headline's that is 1.000 for each that has one, in a sentence: no model of a
/// picture does. Nothing where one does not, or none has.
std::optional<std::string> as_measured(const Findings& findings);

/// What a page notes: what the recipe says (`Findings::notes`), then what the
/// numbers warn of.
std::vector<std::string> noted(const Findings& findings);

}  // namespace moonstain
