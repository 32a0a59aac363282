#pragma once

#include <string>
#include <vector>

#include "core/data/stored/cohort.h"
#include "core/eval/panels/volcano_panel.h"
#include "core/stats/group_effect.h"

namespace moonstain {

class StepKind;

/// Two groups of patients, by the texts of a clinical column.
struct PatientGroups {
  std::string column;
  std::vector<std::string> one;    ///< texts of the first group
  std::vector<std::string> other;  ///< of the second
};

/// Each variable of a matrix tested between two groups: Welch's test over the
/// patients who have a value, p adjusted over all variables tested by Benjamini
/// and Hochberg (core/stats/adjusted_p.h). A variable that fewer than two
/// patients of a group have, or that varies in neither, is undefined.
///
/// @throws Error  on an unknown column or matrix, a text in both groups, and on
///                a group of fewer than two patients
std::vector<VolcanoItem> tested_variables(const Cohort& cohort,
                                          const std::string& matrix,
                                          const PatientGroups& groups,
                                          GroupEffect effect);

/// `volcano_panel`: effect and p of each variable between two groups.
StepKind volcano_panel_step();

}  // namespace moonstain
