#pragma once

#include <cstdint>

#include "core/data/stored/dataset.h"
#include "core/data/stored/grid_map.h"

namespace moonstain {

class StepKind;

/// Places the spots of a section on a rectangular grid.
///
/// Hexagonal lattices (Visium, MOB): column floor(x / 2), row y + row_offset.
/// Square lattices (first-generation ST): the box of the section's spots is
/// centred in the `columns` columns and in the `rows` - `blank_rows` rows from
/// `row_offset` on; half a cell over goes to the right and the bottom.
///
/// The kept rows are all but half of the blank ones above and half below: 1 to
/// rows - 1 is what the authors' code reads back of sections, whatever the
/// offset was. A slide's grid (slide_grid.h) fills all rows.
///
/// @param row_offset  1 for pictures and masks, 2 in the authors' script for
///                    gene maps
///                    (recipes/hist_loocv/METHOD.md 2.2)
/// @param blank_rows  even; 2 for arrays, 0 for the grid of a slide
/// @throws Error  naming section and spot when a spot falls outside, or two
///                into one cell
///
/// Source: recipes/hist_loocv/METHOD.md 2.1, 2.2; the placement of square
/// arrays is ours (the authors published none, 2.4 there).
GridMap place_on_grid(const Dataset& dataset, std::int64_t rows,
                      std::int64_t columns, std::int64_t row_offset,
                      std::int64_t blank_rows = 2);

/// `grid`: where each spot lies on a rectangular grid.
StepKind grid_step();

}  // namespace moonstain
