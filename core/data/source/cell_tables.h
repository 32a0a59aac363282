#pragma once

#include "core/data/source/section_sheet.h"
#include "core/data/source/tenx_matrix.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// Reads a section of cells from two tables, as `Table` reads them.
///
/// Counts: the first column names the cell, the others are genes, integers from
/// 0 up. Cells: columns cell_id, x_px and y_px, the centre in pixels of the
/// picture at full resolution, origin top left; other columns are not looked
/// at. The tables are joined by the cell's name; the result has the count
/// table's order of cells and genes, and no lattice. What falls out is counted
/// in `Dataset::left_out`, reasons "counts without a position" and "cells
/// without counts".
///
/// @param sheet           its lattice must be none
/// @param most_unmatched  largest share of count rows without a position, and
///                        of cells without counts
/// @throws Error  naming table, line, cell and gene: on a cell that is there
///                twice, a count that is none, a position that is no number, a
///                table without cells, and tables that do not join
Dataset read_cell_tables(const File& counts, const File& cells,
                         const SectionSheet& sheet, double most_unmatched);

}  // namespace moonstain
