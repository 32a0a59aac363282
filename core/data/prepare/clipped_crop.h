#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "core/data/image/image.h"
#include "core/data/prepare/clipped_window.h"
#include "core/data/prepare/tile_scan.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/patches.h"

namespace moonstain {

class StepKind;

struct ClippedCropOptions {
  std::int64_t side_px = 0;  ///< D of a window (`window_side_px`)
  double side_um = 0;
  std::int64_t tile_px = 224;  ///< side after scaling
  TileScale scale = TileScale::one;
};

/// Tiles of the windows around the spots (`clipped_window`), scaled to
/// `tile_px` as OpenCV does: by area where a window is at least as high as the
/// tile, else by cubic convolution. Height alone decides, and the ratio of the
/// sides of a clipped window is not kept. Read in passes (`scan_tiles`).
///
/// @param side_px  D, at least 2
/// @param tiles    called with the next tiles [n, tile_px, tile_px, 3] in the
///                 order of the spots; there is no blank one
/// @return         how they were cropped; `outside_tiles` are those of clipped
///                 windows, `crop_px` is the side of the others
/// @throws Error   of a spot whose window has no pixel of the picture, and of a
///                 section without spots
///
/// Source: recipes/hespotex_loocv/METHOD.md 2.7.
CropNotes clipped_patches(
    const Dataset& dataset, const Image& image, std::int64_t side_px,
    const ClippedCropOptions& options,
    const std::function<void(std::span<const std::uint8_t>)>& tiles,
    std::int64_t pass_bytes = kPassBytes);

/// `clipped_patches`: what lies around the spots and in the picture.
StepKind clipped_patches_step();

}  // namespace moonstain
