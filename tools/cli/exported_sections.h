#pragma once

#include <string>
#include <vector>

#include "core/eval/export/spatialdata.h"
#include "tools/cli/exported_run.h"
#include "tools/cli/session.h"

namespace moonstain {

/// What of a run goes into a SpatialData store.
struct ExportedSections {
  std::vector<SpatialSection> sections;
  std::vector<std::string> names;  ///< of the results in it
  std::vector<std::string> left;   ///< what is not, a sentence each
};

/// The sections of a run: each Dataset among its values, with the values that
/// are tables about its spots, and its picture. Where a table's section, or
/// every one, has no Dataset among the values, the plan's first stands in.
///
/// @throws Error  where a picture is not found in the data's folders
ExportedSections exported_sections(const Session& session,
                                   const ExportedRun& run);

}  // namespace moonstain
