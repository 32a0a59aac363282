#pragma once

#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

class StepKind;

/// How a table says the type of a cell.
struct CellTypeTable {
  std::string cells = "cell_id";    ///< column of names
  std::string types = "cell_type";  ///< column of types
  /// All types in the order of the result; empty: those of the table, sorted by
  /// bytes.
  std::vector<std::string> classes = {};
  /// "DCIS_1 = Malignant": types that stand under other names from here on.
  std::vector<std::string> renamed = {};
  /// Words of the table that say no type ("unassigned"). An empty field does,
  /// too.
  std::vector<std::string> none = {};
  /// Largest share of cells without a type that the table has no row of, and of
  /// rows whose cell there is not.
  double most_unmatched = 0.1;
};

/// The types of a section's cells, joined by name: one a cell of the dataset,
/// in its order.
///
/// @param name    of the table, as the recipe calls it
/// @throws Error  "cell_types: ...": on a cell that is there twice, a type that
///                is none of `classes`, a word in `none` or `renamed` that the
///                table has not, tables that do not join
CellTypes read_cell_types(const Dataset& dataset, const fs::path& table,
                          const std::string& name, const CellTypeTable& how);

/// `cell_types`: this as a step.
StepKind cell_types_step();

}  // namespace moonstain
