#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/data/source/xenium_cells.h"
#include "core/data/stored/cell_outlines.h"

namespace moonstain {

/// What to make of a bundle's outlines.
struct XeniumOutlines {
  std::string section;
  OutlineKind kind = OutlineKind::cell;
  XeniumPlacement placement;
  int major = 0;  ///< version of the software; 0 where it is not known
  /// The bundle's table, where cells are named by its rows.
  std::optional<XeniumCells> rows_of;
};

/// Reads cell_boundaries or nucleus_boundaries, .csv.gz or .parquet: a row a
/// vertex, in um, the rows of a polygon one after the other; or the polygons of
/// cells.zarr.zip (xenium_segmentation.h), which are the same ones. In the
/// order of the file, which since version 2 is not that of the cells: outlines
/// are joined to them by name.
///
/// In a table a polygon ends where the cell or, where there is one, the
/// label_id changes. Of several nuclei of a cell (version 2 and later) the
/// largest is kept; the others are named in the log, as are polygons of fewer
/// than three vertices, which are left out. Early builds of version 2 have no
/// label_id, and run the nuclei of a cell into one polygon, which closes more
/// than once: such cells have no outline here.
///
/// @throws Error naming file and row: on a vertex that is no number, a polygon
///               whose rows are apart, a cell that is not in `rows_of`, no
///               outline at all
///
/// Source: core/data/README.md, "Xenium".
CellOutlines read_xenium_outlines(const File& file, const XeniumOutlines& how);

}  // namespace moonstain
