#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/stored/dataset.h"
#include "core/data/stored/gene_list.h"

namespace moonstain {

class StepKind;

/// A section without the genes that fewer than `min_spots` spots count, and
/// then without the spots that count fewer than `min_genes` of the others;
/// spots and genes stay in their order. `left_out` says how many of each.
///
/// @throws Error  where no gene or no spot is left
///
/// Source: recipes/hespotex_loocv/METHOD.md 2.2, steps 1 and 2.
Dataset counted_dataset(const Dataset& dataset, std::int64_t min_spots,
                        std::int64_t min_genes);

/// The genes that all sections have, whether a spot counts them or not, sorted
/// by the bytes of their names. Sections are shown one after the other.
///
/// Source: recipes/hespotex_loocv/METHOD.md 2.2, step 4; there the order is
/// that of a hash set.
class SharedGenes {
 public:
  /// @param step  begins the error
  explicit SharedGenes(std::string step) : step_(std::move(step)) {}

  /// Of the section its genes alone are looked at.
  void add(const Dataset& section);
  /// @throws Error  where there is none, with a gene of each section
  GeneList list() const;

 private:
  std::string step_;
  std::vector<std::string> genes_;
  std::vector<std::string> shown_;  ///< "her2st/B4 (16148 genes, as 'A2M')"
};

/// `counted_dataset`: a section without genes and spots that count nothing.
StepKind counted_dataset_step();

/// `shared_genes`: the genes that all of some sections have.
StepKind shared_genes_step();

}  // namespace moonstain
