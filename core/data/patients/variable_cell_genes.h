#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/data/patients/cell_table.h"
#include "core/data/stored/gene_list.h"

namespace moonstain {

class StepKind;

struct VariableCellGenesOptions {
  std::int64_t most_variable = 100;  ///< genes taken of the cells that count
  /// Whether those of each type count beside all.
  bool within_types = true;
  std::int64_t more_than = 10;  ///< cells of a type that counts
};

/// Chooses the genes that vary most between the cells of some patients: of each
/// section the `most_variable` of all cells, and those of each type of more
/// than `more_than` cells; the union of all. Variances are of ln(1 + count) in
/// float64; a gene that is constant is never chosen, of equal variances the
/// name that comes first. One list for all types.
///
/// Source: recipes/ghist_tcga/METHOD.md 7.3. That the list is one for all types
/// is ours: its 850 means are 170 genes of 5 types.
class VariableCellGenes {
 public:
  explicit VariableCellGenes(VariableCellGenesOptions options)
      : options_(options) {}

  void add(const CellTable& cells);

  /// Sorted by the bytes of their names.
  /// @throws Error  where none varies
  GeneList chosen() const;

 private:
  VariableCellGenesOptions options_;
  std::set<std::string> genes_;
  std::vector<std::string> sections_;
};

/// `variable_cell_genes`: that choice.
StepKind variable_cell_genes_step();

}  // namespace moonstain
