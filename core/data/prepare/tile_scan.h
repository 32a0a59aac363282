#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "core/data/image/image.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/patches.h"
#include "core/engine/step/kind_words.h"
#include "core/engine/step/needs.h"

namespace moonstain {

// What all steps share that cut tiles out of a section's picture.

/// Which tiles those of other sections may meet in a model.
enum class TileScale {
  one,  ///< those as wide on the tissue (core/data/stored/tile_width.h)
  any,  ///< all: how wide they are is not noted
};
template <>
struct KindWords<TileScale> {
  static constexpr std::string_view kAll[] = {"one", "any"};
};

/// Tiles of a pass over a picture: 128 MiB, 891 of 224 px.
constexpr std::int64_t kPassBytes = std::int64_t{128} << 20;

/// At full resolution the crops of a pass may take this many times the room of
/// its tiles; a scan holds those that a row of the picture crosses.
constexpr std::int64_t kCropsByTiles = 2;

/// The sides of tiles, before and after scaling.
struct TileSides {
  std::int64_t crop_px = 0;
  std::int64_t tile_px = 0;
};

/// Makes the tile [tile_px, tile_px, 3] of a box's pixels.
using MakeTile =
    std::function<void(const Box&, std::span<const std::uint8_t> pixels,
                       std::span<std::uint8_t> tile)>;

/// Reads the boxes of all spots and hands their tiles out in the order of the
/// boxes. A picture comes from the top and boxes in any order, so tiles have to
/// wait. Those of a pass do, and the picture is read once for each `pass_bytes`
/// of tiles: memory is bounded whatever the order. Pixels beyond the border are
/// black.
///
/// @param tiles  called with the next tiles [n, tile_px, tile_px, 3]
/// @return       how many are blank (CropNotes::blank_tiles)
std::int64_t scan_tiles(
    const Image& image, std::span<const Box> boxes, const TileSides& sides,
    const MakeTile& make_tile,
    const std::function<void(std::span<const std::uint8_t>)>& tiles,
    std::int64_t pass_bytes = kPassBytes);

/// Whether a tile shows no tissue (CropNotes::blank_tiles).
bool is_blank(std::span<const std::uint8_t> tile);

/// How wide such crops are on the tissue; not known where they may be any, or
/// the section's spots have no distance.
TileWidth tile_width(const Dataset& dataset, std::int64_t crop_px,
                     TileScale scale);

/// Holds the positions against the array and this picture, as the dataset may
/// be another program's, or have been made without one; notes what was found.
/// @throws Error as `check_geometry`, after the step's name
void check_positions(std::string_view step, Dataset& dataset,
                     const Image& image);

/// Says in the log how the tiles are.
void log_notes(const CropNotes& notes, const Dataset& dataset);

/// What cutting tiles takes.
/// @param sides  crop_px 0 where a section's scale says it: the most
Needs tile_needs(const TileSides& sides, const InputSizes& sizes);

}  // namespace moonstain
