#pragma once

#include <string>
#include <vector>

#include "core/eval/panels/map_panel.h"
#include "core/eval/panels/section_frame.h"

namespace moonstain {

/// A layer and the PNG that shows it.
struct DrawnLayer {
  MapLayer layer;  ///< with `file`
  std::string png;
};

/// Values as a picture: 64 colours of viridis from the least to the largest
/// value, the lowest for a constant; grey for a place without a value; nothing
/// where no place is near. That many colours are told apart by no eye, and a
/// map takes a third less room than with 256.
///
/// @param name    of the layer
/// @param file    what its picture is called
/// @param values  by row of the data set that `nearest` is made of; NaN: none
DrawnLayer draw_layer(std::string name, std::string file,
                      const NearestPlaces& nearest,
                      const std::vector<double>& values);

}  // namespace moonstain
