#pragma once

#include "core/base/path.h"
#include "core/data/stored/patches.h"

namespace moonstain {

class StepKind;

/// By what the stains of tiles are multiplied.
struct StainJitterOptions {
  double haematoxylin = 1;
  double eosin = 1;
};

/// Tiles as a darker or paler stain would show them (tissue/stain.h); the blank
/// one stays white. Tiles are read and written a few at a time. How they were
/// cropped stays noted.
/// @param out  a new folder
///
/// Source: recipes/hespotex_loocv/METHOD.md 7.2, step 6.
void write_stain_jitter(PatchReader& patches, const StainJitterOptions& options,
                        const fs::path& out);

/// `stain_jitter`: such tiles.
StepKind stain_jitter_step();

}  // namespace moonstain
