#pragma once

#include <string>
#include <vector>

#include "core/data/stored/cohort.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

class StepKind;

/// Where a risk is cut into groups.
enum class RiskCut {
  /// High from the 75 % quantile on, low up to the 25 % quantile, both
  /// inclusive (type 7); who lies between is in neither.
  quartiles,
  median,  ///< high above the median, else low
};

template <>
struct KindWords<RiskCut> {
  static constexpr std::string_view kAll[] = {"quartiles", "median"};
};

inline constexpr std::string_view kHighRisk = "high risk";
inline constexpr std::string_view kLowRisk = "low risk";

/// [risks] kHighRisk, kLowRisk, or "" between them.
/// @throws Error  on a risk that is not finite, and where the risks do not tell
///                two groups apart, as where all are one
std::vector<std::string> risk_groups(const std::vector<double>& risks,
                                     RiskCut cut);

/// @throws Error  on more than one variable, or none
void check_one_risk(const Predictions& risk, std::string_view what);

/// One risk of each patient by name.
/// @throws Error  as `check_one_risk`, and on what is not of patients
std::vector<double> one_risk(const Predictions& risk, std::string_view what);

/// `risk_groups`: the patients of a cohort who have a risk, with it and its
/// group as clinical columns "risk" and "risk_group", which
/// `survival_panel { group = "risk_group" }` takes.
StepKind risk_groups_step();

}  // namespace moonstain
