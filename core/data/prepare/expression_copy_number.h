#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/source/expression_table.h"
#include "core/data/source/gene_positions.h"
#include "core/data/stored/expression_copy_number.h"

namespace moonstain {

class StepKind;

struct ExpressionCopyNumberOptions {
  std::string about{};
  std::vector<std::string> reference{};  ///< groups
  Assembly assembly = Assembly::hg38;
  /// Genes whose mean over all cells is below are left out: 1 of whole
  /// transcripts, 0.1 of molecules counted by their ends.
  double least_mean = 1;
  double clip = 3;                ///< of a distance from the reference, log2
  std::int64_t window = 101;      ///< genes
  std::int64_t least_genes = 20;  ///< of an arm that is called
  double least_change = 0.2;      ///< of a call, log2
  double level = 0.01;            ///< of a call's p over all groups and arms
};

/// Subtracts, gene by gene, what the reference groups span: a value above the
/// highest of their means becomes its distance from it, one below the lowest
/// likewise, one between them 0.
/// @param groups  [cells] group of each; @param reference  of them
void subtract_reference(MatrixD& values, const std::vector<std::string>& groups,
                        const std::vector<std::string>& reference);

/// Copy number of cells by their expression, as inferCNV has it: a gene alone
/// says nothing, a hundred neighbours that are all lower say that a stretch was
/// lost.
///
/// Autosomal genes with a place and enough expression, in the order of the
/// genome. log2(1 + x) of expression at the median total of all cells; the span
/// of the reference subtracted; cut to +-clip; running mean along each
/// chromosome (running_mean.h); each cell's median subtracted, as most of a
/// genome is taken to have two copies; the span of the reference subtracted
/// once more.
///
/// A group's arm is called lost or gained where the mean over its genes and
/// cells is at least `least_change` from 0 and differs from the reference cells
/// by Welch's test, p times the calls that are made at most `level` [ours].
///
/// @throws Error naming it: a reference that is no group, a cell without
///               expression, no gene that is left, an even window
///
/// Source: Patel et al. 2014, doi:10.1126/science.1254257 (running means beside
/// a reference); Tirosh et al. 2016, doi:10.1038/nature20123 (bounds); inferCNV
/// of the Trinity CTAT project, https://github.com/broadinstitute/infercnv
/// (pyramid of 101 genes, clip 3, order of the operations).
ExpressionCopyNumber expression_copy_number(
    const ExpressionTable& table, const std::vector<std::string>& group_of,
    const GenePositions& positions, const ExpressionCopyNumberOptions& options);

/// `expression_copy_number`: the above, from three tables.
StepKind expression_copy_number_step();

}  // namespace moonstain
