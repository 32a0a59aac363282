#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/targets.h"

namespace moonstain {

/// What training cells of each type have on average.
struct TypeProfiles {
  Observations described;             ///< what the targets are of, without rows
  std::string transform;              ///< of the targets
  std::vector<std::string> classes;   ///< [classes] types with enough cells
  MatrixD profiles;                   ///< [classes, variables]
  Eigen::RowVectorXd mean;            ///< [variables] of all training cells
  std::int64_t cells = 0;             ///< training cells, those without a type
                                      ///< included
  std::vector<std::string> left_out;  ///< types with too few cells
};

/// @param targets      of the training sections or blocks
/// @param types        of the same, one each, in any order; cells are joined by
///                     name
/// @param least_cells  training cells of a type that make a profile
/// @param what         begins errors: "annotated_types"
/// @throws Error  without sections or cells, when targets and types are not of
///                the same sections, on targets of other variables or
///                transforms, on a cell without a row in the types, and where
///                no type has cells enough
TypeProfiles type_profiles(const std::vector<Targets>& targets,
                           const std::vector<CellTypes>& types,
                           std::int64_t least_cells, std::string_view what);

/// For each of these cells its type's name; empty: it has none.
/// @param what    begins errors
/// @throws Error  on a cell that has no row
std::vector<std::string> type_names(const CellTypes& types,
                                    const std::vector<std::string>& cells,
                                    const std::string& what);

}  // namespace moonstain
