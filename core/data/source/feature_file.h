#pragma once

#include <string>

#include "core/base/path.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"

namespace moonstain {

class StepKind;

/// What a file of features does not say itself.
struct FeatureFileOptions {
  /// Side of a patch in pixels of the picture at full resolution; 0: as the
  /// file says.
  double patch_px = 0;
  /// Farthest that the middle of a patch may lie from its spot, pixels.
  double most_shift_px = 2;
  /// Largest share of spots that may have no patch.
  double most_missing = 0;
};

/// Features that another program has computed of a section's patches, from an
/// HDF5 file, joined to the section's spots.
///
///   - TRIDENT: `features` [patches, values], `coords` [patches, 2] with the
///     attribute patch_size_level0
///   - CLAM: the same arrays without attributes, so that patch_px must be given
///   - HEST-Benchmark: `embeddings` [patches, values], `barcodes` (also
///     `barcode`, [patches] or [patches, 1])
///
/// Rows are never joined by their order: by barcode where the file has them,
/// else by place. `coords` are the upper left corners of patches, (x, y) at
/// full resolution; a spot takes the patch whose middle is nearest to its own,
/// of equally near ones the first.
///
/// Spots without a patch are left out of the result, and counted in the log;
/// `featured_spots` narrows a section to the others. Patches that no spot takes
/// are left.
///
/// The width of the patches goes with the result (`Features::tiles`) where
/// their side and the section's pitch are known.
///
/// @param dataset  with or without its counts
/// @param name     as errors call the file
/// @param encoder  `Features::encoder`
/// @throws Error naming file and element: on none of the three forms, arrays
///               that do not fit each other, a barcode that is there twice, a
///               value that is not finite with its spot; naming both sides, on
///               patches of another side than patch_px; with the nearest patch,
///               where more spots have none than most_missing allows
///
/// Source: core/data/README.md, "Files of features".
Features read_feature_file(const fs::path& file, const std::string& name,
                           const Dataset& dataset, const std::string& encoder,
                           const FeatureFileOptions& options);

/// `feature_file`: such a file as a step. What its encoder has learned from is
/// that of the file `encoder`, whose first line is the encoder's name: the
/// planner says "unknown" unless the recipe says more.
StepKind feature_file_step();

}  // namespace moonstain
