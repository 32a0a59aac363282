#pragma once

#include <string>
#include <vector>

#include "core/base/matrix.h"

namespace moonstain {

/// Expression of cells that lie nowhere: of a suspension, not of a tissue.
<<<<<<<< HEAD:core/data/source/suspension.h
struct CellSuspension {
========
struct ExpressionTable {
>>>>>>>> d4e0bf8 (source: a table of expression is called one):core/data/source/expression_table.h
  std::vector<std::string> cells;  ///< [cells] unique
  std::vector<std::string> genes;  ///< [genes] unique
  Matrix values;                   ///< [cells, genes] 0 or more
};

/// A table with a gene a row and a cell a column, the genes' names first, as R
/// writes a matrix (its header may lack the first field).
/// @throws Error  naming line and column: a value that is no number, or below 0
<<<<<<<< HEAD:core/data/source/suspension.h
CellSuspension read_suspension(std::string bytes, const std::string& where);
========
ExpressionTable read_expression_table(std::string bytes,
                                      const std::string& where);
>>>>>>>> d4e0bf8 (source: a table of expression is called one):core/data/source/expression_table.h

/// The group of each cell, from lines of a cell and its group without a header.
/// @param cells   whose groups are wanted, in this order; others are left out
/// @throws Error  on a cell that is there twice, and one of `cells` without
std::vector<std::string> read_cell_groups(
    std::string bytes, const std::string& where,
    const std::vector<std::string>& cells);

}  // namespace moonstain
