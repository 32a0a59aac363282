#pragma once

#include <cstdint>

#include "core/base/path.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/patches.h"

namespace moonstain {

class StepKind;

/// Copies of a section that say nothing true of it, for `check --leaks`. Each
/// follows from `seed` and the section's name.
///
/// Rows that change places would not do: sums, variances and quantiles over
/// spots stay as they are, and a gene choice or a scale taken from them would
/// pass unseen. So every spot gets what another one, drawn with replacement,
/// has, and the columns change places too.

/// Names, positions and picture size stay. A spot has the counts of another
/// spot, a gene those of another gene (one cycle through all genes, so none
/// keeps its own). With fewer than two spots or two genes that axis stays.
Dataset scrambled(const Dataset& dataset, std::int64_t seed);

/// A spot has the tile of another spot with the channels moved on by one (red
/// has what was green, green blue, blue red). The blank tile stays. Tiles are
/// read and written one by one.
/// @param out  a new folder
void write_scrambled(PatchReader& patches, std::int64_t seed,
                     const fs::path& out);

/// `scrambled_dataset` and `scrambled_patches`: such copies.
StepKind scrambled_dataset_step();
StepKind scrambled_patches_step();

}  // namespace moonstain
