#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/data/image/image.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// The grid of 80 x 64 tiles that HiST lays over a slide: a crop of it at full
/// resolution, turned if need be, with white margins that make it 5 high to 4
/// wide, cut into equal tiles. What is left over at the right and the bottom is
/// in no tile.
///
/// Plain Zarr group without arrays: all is in its attributes.
struct SlideGrid {
  static constexpr std::string_view kType = "SlideGrid";
  static constexpr std::int64_t kRows = 80;
  static constexpr std::int64_t kColumns = 64;

  std::string section;                ///< "tcga/TCGA-A1-A0SB-01Z"
  std::string patient;                ///< whose it is
  std::int64_t picture_width_px = 0;  ///< of the slide at full resolution
  std::int64_t picture_height_px = 0;
  double um_per_px = 0;  ///< as its file says; 0 when unknown
  Box crop;              ///< of the slide; lies within it
  /// The crop is turned by 90 degrees against the clock: its right side is up.
  bool turned = false;
  std::int64_t tile_width_px = 0;  ///< as the crop lies then
  std::int64_t tile_height_px = 0;
  std::int64_t margin_across_px = 0;  ///< white columns on either side
  std::int64_t margin_down_px = 0;    ///< white rows above, and below
  /// What the dataset of its tiles says of the picture (dataset.h).
  std::string picture_content;
  std::vector<std::string> remarks;

  /// The part of a tile that shows the slide.
  struct Shown {
    Box in_slide;  ///< at full resolution
    /// Where it lies in the tile, whose other pixels are white.
    Box in_tile;
  };
  /// Nothing of a tile that is all margin.
  std::optional<Shown> shown(std::int64_t row, std::int64_t column) const;

  /// @throws Error on a crop that is not in the picture or tiles below 1 px
  static SlideGrid read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// Fits the grid to a crop: margins and the size of tiles. With d = 1.25 width
/// - height of the crop as it lies, floor(d / 2) white rows are above and below
/// where d is not negative, else floor(-d / 2.5) columns on either side; tiles
/// are what 64 and 80 of them leave no remainder for.
///
/// @param name    of the slide, for errors
/// @throws Error  where the padded crop is smaller than 64 x 80 px
///
/// Source: recipes/hist_loocv/METHOD.md 4.4.
void fit_tiles(SlideGrid& grid, const std::string& name);

/// The tiles as a section without genes: a square lattice of 64 columns and 80
/// rows, named "<column>x<row>", rows from the top of the crop as it lies; the
/// positions are the tiles' centres in the slide, in the margin beyond the
/// crop.
Dataset tiles_of(const SlideGrid& grid);

}  // namespace moonstain
