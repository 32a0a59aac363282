#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/data/stored/genome.h"

namespace moonstain {

/// How many copies of each gene cells seem to have, by their expression beside
/// that of reference cells: values above 0 speak for more than theirs, below
/// for fewer, on the scale of log2 expression. AnnData on Zarr: X [cells,
/// genes]; obs has the group, var the chromosome and the start; obsm/arms the
/// mean over each arm's genes; uns the rest.
struct ExpressionCopyNumber {
  static constexpr std::string_view kType = "ExpressionCopyNumber";

  std::string about;  ///< "infercnv"
  Assembly assembly = Assembly::hg38;
  std::vector<std::string> cells;      ///< [cells] unique
  std::vector<std::string> genes;      ///< [genes] in the order of the genome
  std::vector<GenePlace> places;       ///< [genes]
  Matrix values;                       ///< [cells, genes]
  std::vector<std::string> group_of;   ///< [cells]
  std::vector<std::string> groups;     ///< [groups] sorted
  std::vector<std::string> reference;  ///< groups whose copies are taken as two
  std::vector<std::string> arms;       ///< [arms] "1p", in order
  Matrix arm_values;                   ///< [cells, arms]; NaN: too few genes
  MatrixD group_arms;  ///< [groups, arms] mean over the group's cells
  MatrixD calls;       ///< [groups, arms] -1 lost, 0, 1 gained; NaN as above
  std::int64_t without_place = 0;  ///< genes left out: no place, or on X or Y
  std::int64_t low = 0;            ///< genes left out: hardly expressed

  /// @throws Error where the parts do not fit each other
  static ExpressionCopyNumber read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
