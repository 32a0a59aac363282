#pragma once

#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/eval/export/stored_value.h"

namespace moonstain {

/// A section of a SpatialData store.
struct SpatialSection {
  StoredValue dataset;
  fs::path picture;          ///< empty: it goes without one
  std::string picture_name;  ///< as its manifest calls it
  /// About the section's spots: Predictions, Targets, Features.
  std::vector<StoredValue> tables;
};

/// Writes sections as a SpatialData store (container 0.2, Zarr 3), which
/// spatialdata opens. Of section "her2st/B4":
///
///     images/her2st_B4_image    its picture, c, y, x in RGB. One of more than
///                               2^27 px is made smaller, and scaled to its
///                               place
///     shapes/her2st_B4_spots    the spots as circles, by name
///     tables/her2st_B4_counts   the Dataset; each row with its spot
///     tables/her2st_B4_NAME     a further table
///
/// Letters that names of elements may not have become '_'; of two that would be
/// called alike the second is NAME_2.
///
/// All lies in pixels of the full-resolution picture, in a coordinate system
/// of the section's name. A circle is as wide as the file said; else half the
/// array's pitch, by scale or by the nearest two spots; a cell without outline
/// is 10 um, or px, wide. The group's attribute `radius_from` says which.
///
/// @param folder  empty
/// @return        what was left out and why, a sentence each
/// @throws Error  on a table of another section or with other spots
///
/// Source: https://spatialdata.scverse.org/en/stable/design_doc.html
std::vector<std::string> write_spatialdata(
    const std::vector<SpatialSection>& sections, const fs::path& folder);

/// Whether values of this type are tables about a section's spots.
bool is_spot_table(std::string_view type);

}  // namespace moonstain
