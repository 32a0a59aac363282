#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/gene_list.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

class StepKind;

/// Lists of genes that scores are read over alone: those whose expression is
/// most and least alike between neighbours, and those that vary most.
enum class SpatialGeneSet {
  svg20,
  svg50,
  low_svg20,
  low_svg50,
  hvg20,
  hvg50,
};

template <>
struct KindWords<SpatialGeneSet> {
  static constexpr std::string_view kAll[] = {"svg20",     "svg50", "low_svg20",
                                              "low_svg50", "hvg20", "hvg50"};
};

/// "the 20 genes of highest Moran's I", for a sentence.
std::string set_words(SpatialGeneSet set);

/// Ranks genes by what was measured of some sections, and takes the first or
/// the last of them.
///
/// A section's counts are taken as log2(1 + n / s), s a cell's total over the
/// mean one. Of these, `svg` lists rank by Moran's I (core/stats/spatial),
/// every cell with its `neighbours` nearest others; `hvg` lists by the variance
/// (divisor n - 1). Of several sections a gene has the mean, each section
/// counting by its cells. A gene that is constant everywhere has neither and is
/// in no list. Of equal genes the first in the sections' order comes first.
///
/// @param sections    with the same genes
/// @param neighbours  of the nearest weights
/// @return            genes by rank: descending, those of `low` ascending; the
///                    list's name is the set's word
/// @throws Error  without sections, on sections of other genes, with no more
///                cells than neighbours, and where fewer genes vary than are
///                asked for
///
/// Source: recipes/ghist_cells/METHOD.md 5.4: the published lists' method is
/// not known; Moran's I with 8 neighbours is ours.
GeneList gene_set(const std::vector<Dataset>& sections, SpatialGeneSet set,
                  std::int64_t neighbours);

/// `spatial_genes`: such a list.
StepKind spatial_genes_step();

/// `listed_genes`: such a list as somebody else has made it, from a file with a
/// gene a line.
StepKind listed_genes_step();

}  // namespace moonstain
