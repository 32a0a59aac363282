#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/data/image/image.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/dataset.h"
#include "core/learn/examples/nucleus_patches.h"
#include "core/learn/examples/patch_grid.h"

namespace moonstain {

/// What is read of one slide.
struct SlideInput {
  Dataset dataset;  ///< cells, or spots
  fs::path labels;  ///< folder of the nuclei's LabelImage
  fs::path picture;
  std::string picture_name;        ///< for errors
  std::optional<CellTypes> types;  ///< of the nuclei
};

/// How a slide becomes patches.
struct SlideOptions {
  PatchGrid grid;
  double um_per_px = 0;  ///< of the network; 0: as the picture
  Border border = Border::published;
  std::int64_t margin_px = 0;  ///< at the network's scale
  /// A cell whose nucleus is smaller is not learned from; 0: none is.
  double least_um2 = 10;
  /// A nucleus belongs to a spot if its centre lies within this distance.
  double spot_radius_um = 50;
};

/// A patch that a network learns from.
struct TrainingPatch {
  NucleusPatch pixels;  ///< labels of valid nuclei alone
  /// Labels that have a row, rising, and their rows in the slide.
  std::vector<std::int32_t> nuclei;
  std::vector<std::int32_t> rows;
  std::int32_t spot = -1;  ///< row of the slide's expression, of spots
};

/// One slide's patches and what was measured there.
struct NucleusSlide {
  std::string section;
  std::vector<std::string> genes;
  std::vector<std::string> classes;  ///< of types; empty without
  /// Of a slide of cells a row each cell, of a slide of spots each spot:
  /// ln(1 + count) times the scale asked for.
  Matrix expression;
  std::vector<std::int32_t> types;  ///< [nuclei that have a row], or empty
  std::unordered_map<std::int32_t, std::int32_t> row_of;  ///< by valid label
  std::vector<TrainingPatch> patches;  ///< with a nucleus, at least
  /// Sums over all patches, those without a nucleus too, of a channel's mean
  /// and of its standard deviation (of the population) over what is shown of
  /// the patch, 0 to 255.
  std::array<double, 3> mean_sum = {};
  std::array<double, 3> deviation_sum = {};
  std::int64_t patches_seen = 0;
  /// What is not learned from: reason -> number.
  std::vector<std::pair<std::string, std::int64_t>> left_out;
};

/// The cells of a section that are learned from and judged by, whose names are
/// labels: those that have pixels, a nucleus of the least area and, where types
/// play a part, a type.
///
/// Source: recipes/ghist_cells/METHOD.md 2.4.
struct ValidCells {
  std::unordered_map<std::int32_t, std::int32_t> row_of;        ///< by label
  std::int64_t without_pixel = 0, small = 0, without_type = 0;  ///< the others

  /// "12 have no pixel in the label image, 3 are smaller than 10 um2, 5 have no
  /// type"
  std::string words_of_others(double least_um2) const;
};

/// @param types      [cells], -1 without; empty: they play no part
/// @param least_um2  0: no nucleus is too small
/// @throws Error     begun by `where`, on a cell whose name is no label, and
///                   where an area is asked for and the scale is not known
ValidCells valid_cells(const Dataset& cells,
                       const std::vector<std::int32_t>& types,
                       LabelReader& labels, double least_um2,
                       std::string_view where);

/// The label that a cell's name is.
/// @throws Error "WHERE: cell 'a' of section x/S ..."
std::int32_t label_of_cell(const std::string& cell, const std::string& section,
                           std::string_view where);

/// A slide of cells whose names are labels: `Dataset` of lattice none. Cells
/// that are not valid are background. Patches lie on the grid, those without a
/// valid nucleus are dropped after their colours are counted.
///
/// Of a section that is strips the patches lie on the strips' rows. Published
/// patches run over their border, so the strips' names must say a margin of a
/// patch less a row: that is how the plan knows of it.
///
/// @param scale  of the expression: 5 for GHIST
/// @throws Error begun by `where`: on spots, on inputs of other sections or
///               sizes, on a cell whose name is no label, where no valid
///               nucleus is left
///
/// Source: recipes/ghist_cells/METHOD.md 2.4 to 2.8.
NucleusSlide cell_slide(const SlideInput& input, const SlideOptions& options,
                        double scale, std::string_view where);

/// A slide of spots: a patch around each spot, whose nuclei are those that
/// belong to it. Other nuclei of the patch keep their labels and have no row.
/// Spots without nuclei are left out.
///
/// @throws Error as above; and on cells, on an unknown scale, on a patch that
///               is smaller than a spot, and on a section of strips
///
/// Source: recipes/ghist_cells/METHOD.md 6.
NucleusSlide spot_slide(const SlideInput& input, const SlideOptions& options,
                        double scale, std::string_view where);

/// Where patches around spots lie at a scale, and which labels belong to each.
struct SpotPlaces {
  std::vector<PatchPlace> places;                 ///< [spots]
  std::vector<std::vector<std::int32_t>> nuclei;  ///< [spots], rising
};
SpotPlaces spot_places(const Dataset& spots, LabelReader& labels,
                       const PatchScale& scale, std::int64_t side_px,
                       double radius_um, std::string_view where);

/// The picture of a slide, of the size that its dataset and its labels say.
std::unique_ptr<Image> open_picture(const SlideInput& input,
                                    const LabelImageInfo& labels,
                                    std::string_view where);

}  // namespace moonstain
