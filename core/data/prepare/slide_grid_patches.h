#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "core/data/image/image.h"
#include "core/data/prepare/tile_scan.h"
#include "core/data/stored/patches.h"
#include "core/data/stored/slide_grid.h"

namespace moonstain {

class StepKind;

struct SlideGridPatchesOptions {
  std::int64_t tile_px = 224;  ///< side after scaling
  int jpeg_quality = 75;       ///< of a round trip through JPEG; 0 = none
  TileScale scale = TileScale::one;
};

/// Cuts all tiles of a slide's grid: white where a tile lies in the margin,
/// turned with the crop, scaled to `tile_px` by Pillow's bicubic filter, and
/// through JPEG and back if asked for. The blank tile comes last and is white.
///
/// The slide is read tile by tile at full resolution, in passes (`scan_tiles`):
/// memory does not grow with it. A tile that is all margin is not read. What is
/// transparent in the slide lies on its background colour, as in all tiles
/// here; the authors' code makes it black.
///
/// @param tiles  called with the next tiles [n, tile_px, tile_px, 3], in rows
///               of the grid from the top
/// @return       how they were cut; `outside_tiles` are those that the margin
///               reaches into
/// @throws Error where the slide is not as large as the grid's
///
/// Source: recipes/hist_loocv/METHOD.md 4.4.
CropNotes slide_grid_patches(
    const SlideGrid& grid, const Image& slide,
    const SlideGridPatchesOptions& options,
    const std::function<void(std::span<const std::uint8_t>)>& tiles,
    std::int64_t pass_bytes = kPassBytes);

/// `slide_grid_patches`: these tiles.
StepKind slide_grid_patches_step();

}  // namespace moonstain
