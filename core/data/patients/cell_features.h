#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/patients/cell_table.h"
#include "core/data/stored/cohort.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

class StepKind;

/// What is said of a patient's cells. Types are A and B, genes g and h; names
/// of variables stand behind.
enum class CellFeature {
  proportion_raw,        ///< share of each type of the cells that have one: A
  proportion_ratio,      ///< log2(1 + n_A / n_B), see below: A/B
  gene_mean_celltype,    ///< mean within a type: A--g
  gene_prop_celltype,    ///< share of the type's cells above a value: A--g
  gene_cor_celltype,     ///< Pearson's within a type: A--g--h
  gene_mean_bulk,        ///< mean over all cells: g
  l_stats,               ///< mean excess of the cross-type L function: A->B
  celltype_interaction,  ///< share of the close pairs: A--B
  morans_i,              ///< Moran's I over all cells: g
  nn_correlation,        ///< of nearest neighbours, over all cells: g
};

template <>
struct KindWords<CellFeature> {
  static constexpr std::string_view kAll[] = {"proportion_raw",
                                              "proportion_ratio",
                                              "gene_mean_celltype",
                                              "gene_prop_celltype",
                                              "gene_cor_celltype",
                                              "gene_mean_bulk",
                                              "L_stats",
                                              "celltype_interaction",
                                              "morans_I",
                                              "nn_correlation"};
};

struct CellFeatureOptions {
  std::vector<std::string> features = all_words<CellFeature>();
  /// Cells that a type must have more of where something is said of their
  /// expression or of their places; else it is NaN.
  std::int64_t more_than = 10;
  /// A cell expresses a gene above it. 1 is the published value, of ln(1 +
  /// count): 1.7 counts (recipes/ghist_tcga/METHOD.md 9.21).
  double expressed_above = 1;
  double reach_px = 50;  ///< of close pairs, and the last radius of L
  /// Nearest cells that Moran's I takes as neighbours, with equal weights; 0:
  /// all cells, by 1 / distance.
  std::int64_t moran_neighbours = 0;
};

/// Features of one patient: a cohort of one row, with a matrix for each of
/// `features` by its word, and clinical columns with the numbers of cells
/// ("cells", "cells_without_type", "cells_beside_border" which the border rule
/// of `nn_correlation` keeps out) and of values that are not defined
/// ("undefined_WORD").
///
/// - `proportion_ratio` is of each two types, A before B; where either has no
///   cell it is log2(1 + (n_A + 1) / (n_B + 2)).
/// - `gene_mean_celltype` and `gene_prop_celltype` are of `genes`,
///   `gene_cor_celltype` of each two of `correlation_genes`; a gene that the
///   table has not is NaN.
/// - `L_stats` is of ordered pairs of types, a type with itself among them,
/// over
///   512 steps of the radius. `celltype_interaction` is of unordered pairs, in
///   the order of the types.
/// - A correlation or a Moran's I of what does not vary is NaN.
///
/// @throws Error  naming a feature that is none or is there twice, and the
///                features that need a list of genes that is not given
///
/// Source: recipes/ghist_tcga/METHOD.md 7.3; `gene_mean_bulk` is the pseudobulk
/// of 7.4 without its logarithm. Steps of the radius, the share being of cells
/// that have a type, and NaN of small types in `L_stats` are ours.
Cohort cell_features(const CellTable& cells, const CellFeatureOptions& options,
                     const std::vector<std::string>& genes = {},
                     const std::vector<std::string>& correlation_genes = {});

/// The options of `CellFeatureOptions`, for a step that makes such features.
StepKind&& with_feature_options(StepKind&& kind);

/// `cell_features`: these of one patient.
StepKind cell_features_step();

}  // namespace moonstain
