#pragma once

#include <string>
#include <vector>

#include "core/base/matrix.h"

namespace moonstain {

/// Expression of cells that lie nowhere: of a suspension, not of a tissue.
struct ExpressionTable {
  std::vector<std::string> cells;  ///< [cells] unique
  std::vector<std::string> genes;  ///< [genes] unique
  Matrix values;                   ///< [cells, genes] 0 or more
};

/// A table with a gene a row and a cell a column, the genes' names first, as R
/// writes a matrix (its header may lack the first field).
/// @throws Error  naming line and column: a value that is no number, or below 0
ExpressionTable read_expression_table(std::string bytes,
                                      const std::string& where);

/// The group of each cell, from lines of a cell and its group without a header.
/// @param cells   whose groups are wanted, in this order; others are left out
/// @throws Error  on a cell that is there twice, and one of `cells` without
std::vector<std::string> read_cell_groups(
    std::string bytes, const std::string& where,
    const std::vector<std::string>& cells);

}  // namespace moonstain
