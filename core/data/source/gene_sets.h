#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// Genes that go together under a name.
struct GeneSet {
  std::string name;                ///< "Hallmark_Hypoxia"
  std::vector<std::string> genes;  ///< unique, in the file's order
};

/// Sets of genes as MSigDB publishes them (GMT): a set a line, its name, what
/// it is, then its genes, with tabs between. A gene that a line names twice
/// counts once.
///
/// @param where   names the file in errors
/// @throws Error  naming the line: fewer than three fields, no name, a name
///                that is there twice; and on a file without a set
std::vector<GeneSet> read_gene_sets(std::string_view text,
                                    const std::string& where);

}  // namespace moonstain
