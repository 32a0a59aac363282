#pragma once

#include <string>

#include "core/data/source/section_sheet.h"
#include "core/data/source/tenx_matrix.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// What of a SpatialData store is a section.
struct SpatialDataOptions {
  std::string region;             ///< empty: the table's only one
  std::string coordinate_system;  ///< empty: the region's only one
};

/// Reads one section of a SpatialData store: the rows of its table that
/// annotate a region, each at the place of its shape or point, brought into a
/// coordinate system, which is that of the picture's pixels.
///
/// The store is a zip archive of its metadata, one table and the region's
/// element, as `moonstain data add` packs them; containers 0.1 (Zarr 2) and 0.2
/// (Zarr 3). The table lies at tables/NAME or table/NAME. It names its regions
/// in uns/spatialdata_attrs: rows whose `region_key` is the region are kept,
/// and joined to the element by `instance_key`, never by row. Shapes are
/// GeoParquet, or of the oldest ones arrays coords and Index; of polygons the
/// centre of mass is taken. Counts and genes are read as read_hest does, and so
/// is the array where obs has it.
///
/// @throws Error naming table, region and element: regions or systems among
///               which nothing chooses, a row whose instance is not in the
///               element (a region of labels has no places), an instance twice
///
/// Source: core/data/README.md, "SpatialData".
Dataset read_spatialdata(const File& store, const SectionSheet& sheet,
                         const SpatialDataOptions& options);

}  // namespace moonstain
