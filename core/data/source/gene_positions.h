#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/data/stored/genome.h"

namespace moonstain {

/// Where genes lie: a table with the columns symbol, chromosome and start, or
/// without a header the name, chromosome, first and last base, as inferCNV
/// takes it. Genes that are named at two places have none (pseudoautosomal
/// ones, copies of pseudogenes), and so have those on scaffolds and
/// mitochondria.
class GenePositions {
 public:
  /// @param bytes    of the file, as `Table` takes them
  /// @throws Error   "WHERE: line 7: gene 'A' lies at 17:90000000, but
  ///                 chromosome 17 of hg38 has 83257441 bases; are the
  ///                 positions of another assembly?"
  static GenePositions parse(std::string bytes, const std::string& where,
                             Assembly assembly);

  /// nullptr for a gene without a place
  const GenePlace* find(std::string_view gene) const;
  /// Whether the table has the gene at several places.
  bool is_repeated(std::string_view gene) const;

 private:
  struct Found {
    GenePlace place;
    bool repeated = false;
  };
  std::unordered_map<std::string, Found> genes_;
};

}  // namespace moonstain
