#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/eval/report/parts.h"

namespace moonstain {

/// Every held-out section as a point, by patient, all predictors beside it.
std::string unit_chart(const Json& findings,
                       const std::vector<Shown>& predictors,
                       std::string_view reading, std::string_view metric);

/// Per-gene values of the model by section as histograms, the strongest simple
/// baseline as an outline; undefined genes counted at the right. Empty where
/// the metric is no correlation.
std::string distribution_chart(const Json& findings,
                               const std::vector<Shown>& predictors,
                               std::string_view reading,
                               std::string_view metric);

/// The simple baseline with the highest mean, or the first other one; nullptr
/// when there is none.
const Shown* reference_baseline(const Json& findings,
                                const std::vector<Shown>& predictors,
                                std::string_view reading,
                                std::string_view metric);

/// The entry of a predictor's metric in a reading of findings.
const Json& metric_entry(const Json& findings, std::string_view predictor,
                         std::string_view reading, std::string_view metric);
/// A predictor's whole reading.
const Json& reading_entry(const Json& findings, std::string_view predictor,
                          std::string_view reading);

}  // namespace moonstain
