#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/path.h"
#include "core/data/source/section_sheet.h"
#include "core/data/source/tenx_matrix.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// Reads one section from a .h5ad in the layout of HEST-1k: of Visium, or of
/// pseudo-spots in which a finer platform was pooled.
///
/// Counts are the first of X, layers/counts, raw/X and the other layers (sorted
/// by name) whose values are whole numbers from 0 up, whatever their type;
/// where that is not X it is a remark. Genes are those of var, or of raw/var.
/// Spots are obs, of which only rows with in_tissue 1 are kept where there is
/// such a column. Of a name that stands there twice the first is kept, of spots
/// and of genes. Positions are obsm/spatial: (x, y) = (column, row), pixels of
/// the picture at full resolution. The array's are obs/array_col and array_row,
/// whole numbers; without them all are (0, 0), which no map fits, and it is a
/// remark; cells (lattice none) have their pixels. The spot's diameter is
/// spot_diameter_fullres of the first name under uns/spatial; more names than
/// one are a remark.
///
/// What falls out is counted in `Dataset::left_out`, reasons "not under
/// tissue", "without a name", "without a patch in FILE", "of a name that an
/// earlier spot has", "genes, without a name" and "genes, of a name that an
/// earlier one has".
///
/// @param name     as errors call the file
/// @param patches  its patches/ID.h5 (hest_patch_file.h): of the spots only
///                 those that have a patch there are kept
/// @throws Error naming file and element: on a file that is damaged, one whose
///               matrices hold no counts (with what each holds), one without
///               positions, a position that is not finite, no spot under tissue
///
/// Source: core/data/README.md, "HEST"; recipes/hespotex_loocv/METHOD.md 2.1.
Dataset read_hest(const fs::path& h5ad, const std::string& name,
                  const SectionSheet& sheet,
                  const std::optional<File>& patches = {});

/// Micrometres of a pixel at full resolution by HEST's table of one sample
/// (metadata/ID.json): pixel_size_um_estimated, which is derived from the
/// spots' distances; 0 where it says none. The size embedded in the picture's
/// file may be empty or wrong: where it differs, that is a remark of `dataset`.
///
/// @param json   the file's bytes
/// @throws Error on what is no JSON object, or a size that is no number
double hest_um_per_px(std::string json, std::string_view name,
                      Dataset& dataset);

}  // namespace moonstain
