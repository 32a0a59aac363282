#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/stored/cell_types.h"
#include "core/data/stored/observations.h"
#include "core/eval/baselines/type_profiles.h"

namespace moonstain {

class StepKind;

/// The label of a cell that is like no type: a label like any other.
inline constexpr std::string_view kUnassigned = "unassigned";

/// Calls the type of each cell by its expression: the type whose training
/// profile it correlates with best (Pearson over all variables, of equal ones
/// the first by name), `unassigned` where that is below `least_r` or where the
/// cell is constant. The same annotator is asked of measured and of predicted
/// expression, and the share of equal labels is the accuracy.
///
/// GHIST was read by scClassify, which is not here; this is what SingleR does
/// without its choice of genes and its fine tuning, by means in place of
/// quantiles, and Pearson in place of Spearman: on 313 genes of single cells,
/// of which 83 % are 0, ranks are mostly ties (of 2,189 cells of a Xenium crop
/// 69 % get their published type with Pearson and 38 % with Spearman).
///
/// @param expression  cells by the variables of the profiles
/// @param profiles    of training cells
/// @return            classes are those of the profiles and `unassigned`
/// @throws Error      on other variables
///
/// Source: recipes/ghist_cells/METHOD.md 5.3; SingleR: Aran et al. 2019,
/// doi:10.1038/s41590-018-0276-y.
CellTypes annotated_types(const Observations& expression,
                          const TypeProfiles& profiles, double least_r);

/// `annotated_types`: fits on training cells and calls the others.
StepKind annotated_types_step();

}  // namespace moonstain
