#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// A section of these counts; genes are "g0", "g1", ...
inline Dataset section_of(
    const std::string& name,
    const std::vector<std::vector<std::int32_t>>& counts) {
  Dataset out;
  out.section = name;
  out.counts.rows = static_cast<std::int64_t>(counts.size());
  out.counts.columns_count = static_cast<std::int64_t>(counts.at(0).size());
  out.counts.row_starts = {0};
  for (std::size_t gene = 0; gene < counts[0].size(); ++gene) {
    out.genes.push_back(concat("g", gene));
  }
  for (std::size_t spot = 0; spot < counts.size(); ++spot) {
    out.spots.push_back(concat(spot, "x0"));
    for (std::size_t gene = 0; gene < counts[spot].size(); ++gene) {
      if (counts[spot][gene] == 0) continue;
      out.counts.columns.push_back(static_cast<std::int32_t>(gene));
      out.counts.values.push_back(counts[spot][gene]);
    }
    out.counts.row_starts.push_back(
        static_cast<std::int64_t>(out.counts.values.size()));
  }
  return out;
}

}  // namespace moonstain
