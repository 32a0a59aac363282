#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/data/source/hest_patch_file.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/patches.h"

namespace moonstain {

class StepKind;

/// For each spot of the section the row of its patch, by name.
///
/// @throws Error with how many spots have none, and what leaves those out
std::vector<std::int64_t> rows_of_patches(const Dataset& dataset,
                                          const HestPatchFile& patches);

/// The side of a patch in pixels of the slide at full resolution: as the scales
/// of patches and section say; where the section's is not known, twice the
/// median distance of a corner from its spot.
///
/// Corners are held against positions, as barcodes are alike on all slides of a
/// kind: each must lie half a side left of and above its spot, within 2 px
/// (HEST rounds down twice) and 5 % of a side.
///
/// @param rows       `rows_of_patches`
/// @param um_per_px  of the patches
/// @throws Error on corners that are the spots' centres, with their mean
///               distance; naming the first other corner that does not fit
double side_of_patches(const Dataset& dataset, const HestPatchFile& patches,
                       const std::vector<std::int64_t>& rows, double um_per_px);

/// Patches in the order of the section's spots.
///
/// @param tiles  called with the next tiles [n, side, side, 3]
/// @return       how many are blank (CropNotes::blank_tiles)
std::int64_t read_patches(
    const HestPatchFile& patches, const std::vector<std::int64_t>& rows,
    const std::function<void(std::span<const std::uint8_t>)>& tiles);

/// `hest_patches`: the patches that HEST publishes, for a section without its
/// slide.
StepKind hest_patches_step();

}  // namespace moonstain
