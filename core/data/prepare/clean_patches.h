#pragma once

#include <cstdint>

#include "core/base/path.h"
#include "core/data/stored/patches.h"

namespace moonstain {

class StepKind;

struct CleanPatchesOptions {
  double most_waste = 0.75;  ///< share of a tile's pixels
  double below_otsu = 40;    ///< grey values
};

/// How many tiles became white, by the share that was largest.
struct Cleaned {
  double glass_above = 0;  ///< grey value
  std::int64_t pen = 0;
  std::int64_t background = 0;
};

/// Tiles of a slide, those of pens and glass replaced by white: where the
/// largest of the shares of red, green and blue pen and of background
/// (tissue/pen_marks.h) is above `most_waste`. Background is what is brighter
/// than Otsu's threshold of the grey values of all tiles but the blank one,
/// less `below_otsu`. Tiles are read twice, a few at a time; how they were
/// cropped stays noted, the count of blank tiles is made again.
///
/// The published program also leaves out blackish tiles, by a rule that is in
/// neither the paper nor its code; such tiles stay.
///
/// @param out  a new folder
///
/// Source: recipes/hist_loocv/METHOD.md 4.4.
Cleaned write_clean_patches(PatchReader& patches,
                            const CleanPatchesOptions& options,
                            const fs::path& out);

/// `clean_patches`: such tiles.
StepKind clean_patches_step();

}  // namespace moonstain
