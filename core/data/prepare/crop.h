#pragma once

#include <cstdint>
#include <string_view>

#include "core/data/image/image.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/patches.h"

namespace moonstain {

class StepKind;

enum class Edge {
  black,   ///< pixels beyond the border are black, as Pillow crops
  refuse,  ///< an error
  drop,    ///< the spot is left out
};

struct CropOptions {
  std::int64_t crop_px = 224;  ///< side at full resolution
  std::int64_t tile_px = 224;  ///< side after scaling
  int jpeg_quality = 0;        ///< of a round trip through JPEG; 0 = none
  bool blank = true;           ///< add the white tile
  Edge edge = Edge::black;
};

/// The box of a crop: centre truncated to whole pixels, centre -+ side / 2
/// rounded to the nearest integer, ties to even. For an odd side the box
/// alternates between side - 1 and side + 1 px.
///
/// Source: recipes/hist_loocv/METHOD.md 4.1 (Pillow's crop of float corners).
Box crop_box(double x_px, double y_px, std::int64_t side_px);

/// Square crops centred on the spots: cropped, then through JPEG (4:2:0) and
/// back if asked for, then scaled to `tile_px` as Pillow's bilinear does where
/// the crop is not that large. The blank tile is white: white survives JPEG
/// and scaling unchanged.
///
/// @throws Error naming section, spot, side of the border and distance for
///               Edge::refuse; when no spot is left for Edge::drop
///
/// Source: recipes/hist_loocv/METHOD.md 2.3, 4.1, 4.2.
Patches crop_patches(const Dataset& dataset, const Image& image,
                     const CropOptions& options);

/// `patches`: square crops centred on the spots.
StepKind patches_step();

}  // namespace moonstain
