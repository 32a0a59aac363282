#pragma once

#include <cstdint>

#include "core/data/stored/dataset.h"
#include "core/data/stored/label_image.h"
#include "core/eval/panels/section_frame.h"

namespace moonstain {

/// For each pixel of a raster over the frame the cell whose label lies under
/// the pixel's centre; -1 on background and on a label that is no cell's. Rows
/// of labels are read one at a time, so memory is that of the raster.
///
/// @param cells       their names are the numbers of their labels
/// @param longest_px  longer side of the raster
/// @throws Error      on labels of another section
NearestPlaces labelled_places(const Dataset& cells, const SectionFrame& frame,
                              LabelReader& labels, std::int64_t longest_px);

/// A square of the picture around the cell that lies nearest to the middle one
/// of all along both axes, moved into the picture where it passes its border.
/// @param side_px  of the square
SectionFrame window_of(const Dataset& cells, double side_px);

/// The cells whose positions lie in the frame.
std::int64_t places_in(const Dataset& cells, const SectionFrame& frame);

}  // namespace moonstain
