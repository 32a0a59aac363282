#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/data/anndata/anndata.h"
#include "core/engine/step/inputs.h"

namespace moonstain {

/// Counts as Cell Ranger and Space Ranger give them: features by barcodes, here
/// turned so that a row is a barcode.
struct TenxMatrix {
  std::vector<std::string> barcodes;  ///< [barcodes]
  std::vector<std::string> ids;       ///< [features] "ENSG00000141510"
  std::vector<std::string> names;     ///< [features] symbols; may repeat
  /// [features] "Gene Expression", "Antibody Capture"; empty where no types are
  /// given, which is all genes.
  std::vector<std::string> types;
  Sparse<std::int32_t> counts;  ///< [barcodes, features], by row
};

/// Reads a folder's three tables, plain or gzip: matrix.mtx (Matrix Market,
/// integers by coordinates from 1, features by barcodes), barcodes.tsv, and
/// features.tsv (id, name, type) or the older genes.tsv (id, name).
/// @throws Error naming file and line: on another kind of Matrix Market, an
///               entry outside of its sides, fewer or more entries than it
///               says; on sides other than the numbers of features and
///               barcodes, which no shift would mend
TenxMatrix read_mex(const File& matrix, const File& barcodes,
                    const File& features);

/// A features.tsv or genes.tsv alone: ids, names and types.
TenxMatrix read_tenx_features(const File& features);

/// Whether a file begins as HDF5 does: a matrix for `read_tenx_h5`.
bool is_hdf5(const fs::path& path);

/// Reads filtered_feature_bc_matrix.h5 and its like: /matrix of Cell Ranger 3
/// or later, Space Ranger. @throws Error naming the element, also on the layout
/// of Cell Ranger 2, which has a group a genome
TenxMatrix read_tenx_h5(const File& file);

/// The places of the features that are genes, and a name for each: its symbol,
/// its id where it has none; of equal names all but the first get "-1", "-2",
/// ... as scanpy gives them. Genes alone count as equal: an antibody may have a
/// gene's name.
struct TenxGenes {
  std::vector<std::string> names;    ///< [genes]
  std::vector<std::int64_t> places;  ///< [features] among the genes; -1: none
  /// Features that are no genes: type -> how many, sorted.
  std::vector<std::pair<std::string, std::int64_t>> others;
};
TenxGenes genes_of(const TenxMatrix& matrix);

}  // namespace moonstain
