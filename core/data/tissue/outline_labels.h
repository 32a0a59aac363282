#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/data/stored/cell_outlines.h"

namespace moonstain {

class StepKind;

/// What came of outlines that were drawn.
struct DrawnOutlines {
  /// [outlines] pixels that each has in the end; 0 where none is inside, or
  /// others cover them.
  std::vector<std::int64_t> pixels;
  std::int64_t contested = 0;  ///< pixels that lie inside more than one
};

/// Draws outlines as labels, row by row from the top.
///
/// A pixel is of an outline where its centre, (x + 0.5, y + 0.5), lies inside
/// by the even-odd rule; of a centre on the outline itself the left and upper
/// sides are inside, so that of two cells that share a side one has it. Where
/// outlines overlap the last in their order has the pixel, as the published
/// drawing leaves it. What lies beyond the picture is cut off.
///
/// GHIST's script rounds vertices to whole pixels and draws into vertical
/// strips, a fifth of the picture's shorter side wide and overlapping by a
/// tenth of that; an outline that crosses a strip's edge is left out there.
/// That saves its memory and is not repeated here: where every outline is
/// narrower than the overlap each is whole in one of the strips, and the labels
/// are the same; where one is not, it is lost. Rounding moves an outline by at
/// most half a pixel, 0.11 um there.
///
/// Memory holds the outlines and a row. Exact arithmetic.
///
/// @param labels  [outlines] above 0; 0: not drawn
/// @param row     called with each row of labels, [width]
/// @throws Error  where there is not a label an outline
///
/// Source: recipes/ghist_cells/METHOD.md 2.3, step 1.
DrawnOutlines draw_outlines(
    const CellOutlines& outlines, std::span<const std::int32_t> labels,
    std::int64_t width_px, std::int64_t height_px,
    const std::function<void(std::span<const std::int32_t>)>& row);

/// `outline_labels`: the outlines of a dataset's cells as a label image of its
/// picture; the label of a cell is the number that its name is.
StepKind outline_labels_step();

}  // namespace moonstain
