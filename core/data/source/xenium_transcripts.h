#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/data/source/xenium_cells.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// Counts of cells that were made of transcripts.
struct TranscriptCounts {
  std::vector<std::string> genes;  ///< in the order of `features`, or by name
  SparseCounts counts;             ///< [cells, genes]
  /// Features that are no genes: type -> how many, sorted.
  std::vector<std::pair<std::string, std::int64_t>> others;
  std::string remark;  ///< what counted and what did not
};

/// @param cells  of the bundle; rows of the counts are in their order
/// @throws Error as read_xenium, and naming the row of a transcript whose cell
///               is not among them
TranscriptCounts count_transcripts(const File& transcripts,
                                   const std::optional<File>& features,
                                   const XeniumCells& cells,
                                   const XeniumOptions& options);

}  // namespace moonstain
