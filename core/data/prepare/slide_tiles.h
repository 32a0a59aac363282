#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/image/image.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

class StepKind;

/// How a slide is cut, and which of its tiles are kept.
struct SlideTilesOptions {
  std::string section;        ///< the slide's name: "tcga/TCGA-A1-A0SB-DX1"
  std::string patient;        ///< whose it is
  double um_per_px = 0;       ///< 0 = as its file says
  double tile_um = 100;       ///< side of a tile, as wide as a spot of an array
  double pitch_um = 200;      ///< from a tile to its neighbour
  double least_tissue = 0.5;  ///< share of a tile
  std::int64_t most_tiles = 4000;
  std::int64_t block_tiles = 8;  ///< side of a block that is drawn as one
  double share = 1;              ///< of the tiles that are kept
  double shift_pitches = 0;      ///< of the whole grid, to the right and down
  std::int64_t seed = 0;
};

/// The scale of the picture in which tissue is looked for.
constexpr double kTissueUmPerPx = 8;

/// Tiles of a slide as a section without genes: a square lattice of places with
/// tissue, which patches, graphs, nuclei, encoders and predictions take as they
/// take spots.
///
/// Tile (column, row) has its centre at (column + 1/2 + shift, row + 1/2 +
/// shift) pitches, and lies whole in the picture. Tissue is looked for at 8 um
/// a pixel (tissue/saturation_mask.h); of a tile counts what share of the
/// pixels whose centres it holds. Of more than `most_tiles` contiguous blocks
/// are drawn in random order, and in each the tiles from the top, until there
/// are enough: neighbours stay neighbours. A smaller `share` with the same seed
/// is a part of a larger one.
///
/// The result has names "<column>x<row>", rows from the top, the spacing and
/// the scale that the positions are made of, and says what was left out.
///
/// @param name    of the slide, for errors
/// @throws Error  where no scale is known, or the file and the option differ; a
///                tile that is wider than the pitch or less than 2 px; and
///                where no tile has tissue
///
/// Source: recipes/hespotex_loocv/METHOD.md 7.2, steps 3 and 6.
Dataset slide_tiles(const Image& slide, const std::string& name,
                    const SlideTilesOptions& options);

/// `slide_tiles`: such tiles.
StepKind slide_tiles_step();

}  // namespace moonstain
