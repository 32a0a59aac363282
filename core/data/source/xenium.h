#pragma once

#include <optional>

#include "core/data/source/section_sheet.h"
#include "core/data/source/tenx_matrix.h"
#include "core/data/source/xenium_alignment.h"
#include "core/data/source/xenium_cells.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// The files of one section in a Xenium bundle.
struct XeniumFiles {
  /// cell_feature_matrix.h5 or matrix.mtx of its folder, or transcripts as a
  /// .csv.gz or .parquet; a .h5 and a .parquet are told by their bytes, a
  /// matrix.mtx by the files beside it.
  File counts;
  std::optional<File> barcodes;  ///< of a matrix.mtx
  std::optional<File> features;  ///< of a matrix.mtx, or of transcripts
  File cells;                    ///< cells.csv.gz or cells.parquet
};

/// Reads one section of a bundle: cells with the counts of their genes, joined
/// by name, in the order of the counts. Lattice none: there is no array.
///
/// Genes are the features of type Gene Expression. Controls (negative probes
/// and codewords, codewords without a gene, whatever the version calls them)
/// and proteins fall out by their type, and so do genes that are named as
/// controls; a feature of a type that is not known is refused. What falls out
/// is counted in `Dataset::left_out`.
///
/// Names that are numbers are alike in all bundles. What tells two bundles
/// apart is the table's own count of transcripts: that of the matrix cannot be
/// larger.
///
/// Of counts that are transcripts a cell has those of genes, with a qv of
/// `least_qv` or more, in the place that `transcripts_of` says; which features
/// are genes is told by the column is_gene or codeword_category, or by
/// `features`. Those of no cell are counted in a remark.
///
/// @throws Error naming the files: on cells without a position, cells of
///               another bundle, an unknown type of a feature
///
/// Source: core/data/README.md, "Xenium"; recipes/ghist_cells/METHOD.md 2.3
/// (names of controls).
Dataset read_xenium(const XeniumFiles& files, const SectionSheet& sheet,
                    const XeniumPlacement& placement,
                    const XeniumOptions& options, double most_unmatched);

}  // namespace moonstain
