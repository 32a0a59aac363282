#pragma once

#include <vector>

#include "core/base/path.h"
#include "core/data/image/picture.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// What is shown of a section: a rectangle of its picture at full resolution,
/// the box of all places and a pitch around them, within the picture.
struct SectionFrame {
  double x_px = 0;
  double y_px = 0;
  double width_px = 0;
  double height_px = 0;
  /// Distance from a place to its nearest neighbour: the middle one of all.
  double pitch_px = 0;
};

/// @throws Error on fewer than 2 places
SectionFrame frame_of(const Dataset& dataset);

/// The picture inside the frame, no side longer than `longest_px`, and never
/// enlarged.
///
/// @param name  of the picture, for errors
Picture picture_in(const SectionFrame& frame, const fs::path& picture,
                   const std::string& name, std::int64_t longest_px);

/// JPEG of at most `bytes`: of quality 80, or the highest of 60, 40 and 20 that
/// fits; a picture that fits at none is halved until one does.
std::string jpeg_within(const Picture& picture, std::size_t bytes);

/// For each pixel of a raster over the frame the nearest of the places that lie
/// within 0.55 pitches of the pixel's centre along both axes; -1 where there is
/// none. Pixels of equal size lie true to the places: a square lattice gives
/// squares, a hexagonal one bricks.
struct NearestPlaces {
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  std::vector<std::int32_t> place;  ///< [height, width] rows of the data set
};

/// @param longest_px  longer side of the raster
NearestPlaces nearest_places(const Dataset& dataset, const SectionFrame& frame,
                             std::int64_t longest_px);

}  // namespace moonstain
