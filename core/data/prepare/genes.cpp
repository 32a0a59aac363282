#include "core/data/prepare/genes.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace moonstain {

Dataset with_genes(const Dataset& dataset,
                   const std::vector<std::string>& genes,
                   const std::vector<std::int32_t>& places) {
  Dataset out = dataset;
  out.genes = genes;
  const SparseCounts& counts = dataset.counts;
  out.counts.columns_count = static_cast<std::int64_t>(genes.size());
  out.counts.row_starts = {0};
  out.counts.columns.clear();
  out.counts.values.clear();
  std::vector<std::pair<std::int32_t, std::int32_t>> row;  // place, count
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    row.clear();
    for (auto k = counts.row_starts[spot]; k < counts.row_starts[spot + 1];
         ++k) {
      const auto at = static_cast<std::size_t>(k);
      const std::int32_t place =
          places[static_cast<std::size_t>(counts.columns[at])];
      if (place >= 0) row.emplace_back(place, counts.values[at]);
    }
    std::sort(row.begin(), row.end());
    for (const auto& [place, count] : row) {
      out.counts.columns.push_back(place);
      out.counts.values.push_back(count);
    }
    out.counts.row_starts.push_back(
        static_cast<std::int64_t>(out.counts.columns.size()));
  }
  return out;
}

}  // namespace moonstain
