#include "core/data/prepare/tile_scan.h"

#include <algorithm>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/stored/geometry.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

std::size_t tiles_of_pass(const TileSides& sides, std::int64_t pass_bytes) {
  const std::int64_t tiles = pass_bytes / (3 * sides.tile_px * sides.tile_px);
  const std::int64_t crops =
      kCropsByTiles * pass_bytes / (3 * sides.crop_px * sides.crop_px);
  return static_cast<std::size_t>(
      std::max<std::int64_t>(1, std::min(tiles, crops)));
}

// Of nearly white pixels, no channel of which is below this, a blank tile has
// at least this share (CropNotes::blank_tiles).
constexpr std::uint8_t kWhite = 200;
constexpr std::size_t kWhitePercent = 95;

}  // namespace

bool is_blank(std::span<const std::uint8_t> tile) {
  std::size_t white = 0;
  for (std::size_t i = 0; i < tile.size(); i += 3) {
    if (std::min({tile[i], tile[i + 1], tile[i + 2]}) >= kWhite) ++white;
  }
  return 100 * white >= kWhitePercent * (tile.size() / 3);
}

std::int64_t scan_tiles(
    const Image& image, std::span<const Box> boxes, const TileSides& sides,
    const MakeTile& make_tile,
    const std::function<void(std::span<const std::uint8_t>)>& tiles,
    std::int64_t pass_bytes) {
  const auto tile_bytes =
      static_cast<std::size_t>(3 * sides.tile_px * sides.tile_px);
  const std::size_t most = tiles_of_pass(sides, pass_bytes);
  std::int64_t blank = 0;
  std::vector<std::uint8_t> pass;
  for (std::size_t begin = 0; begin < boxes.size(); begin += most) {
    const auto part =
        boxes.subspan(begin, std::min(most, boxes.size() - begin));
    pass.resize(tile_bytes * part.size());
    std::size_t done = begin;
    image.read_boxes(part, {0, 0, 0},
                     [&](std::size_t i, std::span<const std::uint8_t> pixels) {
                       const std::span tile(pass.data() + i * tile_bytes,
                                            tile_bytes);
                       make_tile(part[i], pixels, tile);
                       if (is_blank(tile)) ++blank;
                       report_progress(++done, boxes.size(), "tiles");
                     });
    tiles(pass);
  }
  return blank;
}

TileWidth tile_width(const Dataset& dataset, std::int64_t crop_px,
                     TileScale scale) {
  const double pitch_px = trusted_pitch_px(geometry_of(dataset));
  if (scale == TileScale::any || pitch_px == 0) return {};
  const double pitches = static_cast<double>(crop_px) / pitch_px;
  return {pitches, pitches * dataset.spot_pitch_um};
}

void check_positions(std::string_view step, Dataset& dataset,
                     const Image& image) {
  dataset.picture_width_px = image.width_px();
  dataset.picture_height_px = image.height_px();
  const Geometry geometry = geometry_of(dataset);
  with_context(std::string(step), [&] { check_geometry(dataset, geometry); });
  if (dataset.geometry.empty()) {
    dataset.geometry = geometry.unchecked.empty() ? "checked" : "not checked";
  }
}

void log_notes(const CropNotes& notes, const Dataset& dataset) {
  const std::size_t spots = dataset.spots.size();
  log_line(concat("tiles: ", notes.blank_tiles, " of ", spots,
                  " are blank (nearly white), the crops of ",
                  notes.outside_tiles, " pass the border of the picture"));
  if (2 * static_cast<std::size_t>(notes.blank_tiles) > spots) {
    log_line(
        "more than half of the tiles show no tissue: are the positions "
        "those of this picture?");
  }
  log_line(notes.width.known()
               ? concat("a tile is ", notes.crop_px, " px wide, ",
                        fixed(notes.width.pitches, 2),
                        " distances between spots")
               : concat("a tile is ", notes.crop_px,
                        " px wide; how wide on the tissue is not noted"));
  if (notes.geometry != "checked") {
    log_line(concat("positions: ", notes.geometry));
  }
}

// 5,000 crops of 224 px out of a picture of 92 megapixels take 161 MB, where
// the process has 9 MB before, and 2 s.
Needs tile_needs(const TileSides& sides, const InputSizes& sizes) {
  const std::int64_t tile_bytes = 3 * sides.tile_px * sides.tile_px;
  const std::int64_t crop_bytes = 3 * sides.crop_px * sides.crop_px;
  // Crops that a row of the picture crosses: of 5,000 that touch some 150.
  const std::int64_t open =
      sides.crop_px == 0
          ? kCropsByTiles * kPassBytes
          : std::max(crop_bytes,
                     std::min(256 * crop_bytes, kCropsByTiles * kPassBytes));
  const std::int64_t bytes =
      std::max(kPassBytes, tile_bytes) + 2 * tile_bytes + open;
  return {.memory_bytes = 72 * kMiB + static_cast<std::uint64_t>(bytes) +
                          8 * sizes.of("dataset"),
          .seconds = 2 + 3e-7 * static_cast<double>(sizes.of("picture"))};
}

}  // namespace moonstain
