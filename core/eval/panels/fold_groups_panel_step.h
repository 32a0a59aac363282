#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace moonstain {

class StepKind;

/// Of one fold: how many units it holds out, and how many of these have another
/// of their group among those that are learned from.
struct FoldOfGroups {
  std::int64_t held_out = 0;
  std::int64_t with_kin = 0;
};

/// scikit-learn's shuffled `KFold` over units, or over groups in the order in
/// which they appear, each with all of its units.
///
/// @param group    of each unit, in the order of the table
/// @throws Error   as `k_folds`
std::vector<FoldOfGroups> folds_of_groups(const std::vector<std::string>& group,
                                          std::int64_t folds,
                                          std::uint32_t seed, bool by_group);

/// `fold_groups_panel`: both, of slides and their patients, fold by fold.
StepKind fold_groups_panel_step();

}  // namespace moonstain
