#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "core/data/image/image.h"
#include "core/data/prepare/tile_scan.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/patches.h"

namespace moonstain {

class StepKind;

/// What a crop that passes the picture's border does. Spots without a whole
/// crop are left out earlier, from the dataset (`inner_spots`), so that tiles,
/// targets and grid are of the same spots.
enum class Edge {
  black,   ///< pixels beyond the border are black, as Pillow crops
  refuse,  ///< an error
};

struct CropOptions {
  std::int64_t crop_px = 224;  ///< side at full resolution
  double crop_um = 0;          ///< the same in um; 0 = as crop_px says
  std::int64_t tile_px = 224;  ///< side after scaling
  int jpeg_quality = 0;        ///< of a round trip through JPEG; 0 = none
  bool blank = true;           ///< add the white tile
  Edge edge = Edge::black;
  TileScale scale = TileScale::one;
};

/// The side of a crop in px: `crop_px`, or `crop_um` in the section's scale, to
/// the nearest pixel.
/// @throws Error  where both are given, the scale is not known, or fewer than
///                2 px are left
std::int64_t side_px(const Dataset& dataset, std::int64_t crop_px,
                     double crop_um, std::string_view step);

/// The box of a crop: centre truncated to whole pixels, centre -+ side / 2
/// rounded to the nearest integer, ties to even. For an odd side the box
/// alternates between side - 1 and side + 1 px.
///
/// Source: recipes/hist_loocv/METHOD.md 4.1 (Pillow's crop of float corners).
Box crop_box(double x_px, double y_px, std::int64_t side_px);

/// Whether a box lies within a picture of this size.
bool inside(const Box& box, std::int64_t width_px, std::int64_t height_px);

/// What is said of a section's crops.
/// @throws Error on sides below 2 and 1 px, and without spots
PatchInfo crop_info(const Dataset& dataset, const CropOptions& options);

/// Square crops centred on the spots: cropped, then through JPEG (4:2:0) and
/// back if asked for, then scaled to `tile_px` as Pillow's bilinear does where
/// the crop is not that large. The blank tile is white: white survives JPEG
/// and scaling unchanged.
///
/// Read in passes (`scan_tiles`), so that memory is bounded.
///
/// @param tiles  called with the next tiles [n, tile_px, tile_px, 3], in the
///               order of the spots, the blank one last
/// @return       how they were cropped; the counts are of the spots' tiles
/// @throws Error naming section, spot, side of the border and distance for
///               Edge::refuse
///
/// Source: recipes/hist_loocv/METHOD.md 2.3, 4.1, 4.2.
CropNotes crop_patches(
    const Dataset& dataset, const Image& image, const CropOptions& options,
    const std::function<void(std::span<const std::uint8_t>)>& tiles,
    std::int64_t pass_bytes = kPassBytes);

/// `patches`: square crops centred on the spots.
StepKind patches_step();

}  // namespace moonstain
