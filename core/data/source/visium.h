#pragma once

#include <optional>
#include <string_view>

#include "core/data/source/section_sheet.h"
#include "core/data/source/tenx_matrix.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// Which of a section's pictures its positions are to lie in.
enum class PictureIs { full, hires, lowres };

/// The files of one section in Space Ranger's folder `outs`.
struct VisiumFiles {
  /// matrix.mtx or a .h5, filtered or raw; the kind is told from its bytes.
  File counts;
  std::optional<File> barcodes;       ///< of a matrix.mtx
  std::optional<File> features;       ///< of a matrix.mtx
  File positions;                     ///< tissue_positions
  std::optional<File> scale_factors;  ///< scalefactors_json.json
};

/// Positions at full resolution times this lie in Space Ranger's own pictures;
/// 0 where the file does not say.
struct ScaleFactors {
  double hires = 0;
  double lowres = 0;
  double spot_diameter_px = 0;  ///< at full resolution
  double um_per_px = 0;         ///< microns_per_pixel, of Visium HD
  /// regist_target_img_scalef is there; it is of the CytAssist's own picture,
  /// which Space Ranger alone uses.
  bool has_cytassist = false;
};

/// @throws Error on what is no JSON object, or a factor that is not positive
ScaleFactors read_scale_factors(const File& file);

/// Reads one section of Visium: counts of its barcodes joined to their
/// positions by barcode, in the order of the counts.
///
/// Positions are a table with a header that names in_tissue, or without one:
/// barcode, in_tissue, array_row, array_col, pxl_row_in_fullres,
/// pxl_col_in_fullres; or, of Visium HD, Parquet with these columns, whose
/// spots are square bins side by side. Rows stand before columns there; here
/// (x, y) is (column, row). Pixels are those of the picture at full resolution,
/// times a factor for the others; so is the spot's diameter. Spots outside of
/// the tissue fall out, as do features that are no genes (genes_of). What falls
/// out is counted in `Dataset::left_out`. That a CytAssist took part is a
/// remark: its picture is no H&E.
///
/// Barcodes are those of the slide's kind, alike on all of them: a table of
/// another section finds them all. Of a filtered matrix the spots under tissue
/// are those with counts, so a share of `most_unmatched` that are not tells the
/// two apart.
///
/// @throws Error naming the files: on a barcode twice, a barcode without a
///               position (with a guess), positions of another section, a
///               picture whose factor is not known
///
/// Source: core/data/README.md, "Visium".
Dataset read_visium(const VisiumFiles& files, const SectionSheet& sheet,
                    PictureIs picture, double most_unmatched);

/// For positions at full resolution that lie outside of a picture of this size:
/// "; times 0.2 (lowres) they lie in it: ..." where they do, else empty.
std::string smaller_picture_hint(const Dataset& dataset,
                                 const ScaleFactors& factors,
                                 std::int64_t width_px, std::int64_t height_px);

}  // namespace moonstain
