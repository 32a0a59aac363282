#pragma once

#include <map>
#include <string>

#include "core/base/path.h"
#include "core/data/source/sample_sheet.h"

namespace moonstain {

/// What of a SpatialData store is packed as a section's counts, as
/// read_spatialdata (spatialdata.h) takes it: path in the store -> file. Of the
/// store these are the metadata, one table, and the element of shapes or points
/// that the table's rows annotate; not its images and transcripts. Of several
/// tables and regions the sheet says which.
///
/// @param row    of platform spatialdata
/// @throws Error "samples.csv: line 3: ..." on a path that is no folder, a
///               table or region that is not there or not chosen, and a region
///               of labels, which has no places
std::map<std::string, fs::path> spatialdata_parts(const SampleRow& row);

}  // namespace moonstain
