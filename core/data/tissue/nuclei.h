#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "core/data/image/image.h"

namespace moonstain {

class StepKind;

/// Nuclei of a stained section: how they are told from the rest, lengths on the
/// tissue.
struct NucleiOptions {
  double smooth_um = 0.5;   ///< sigma of both Gaussians
  double seed_um = 2;       ///< seeds of one blob lie farther apart
  double least_um = 3;      ///< diameter of a disc of the nucleus' area
  double greatest_um = 20;  ///< likewise
};

/// What was found, beside the labels.
struct FoundNuclei {
  std::int64_t nuclei = 0;
  double threshold = 0;  ///< of haematoxylin (stain.h)
};

/// Nuclei of a picture as label images hold them, by these steps:
///
/// 1. haematoxylin of each pixel (stain.h), smoothed by a Gaussian;
/// 2. Otsu's threshold of all pixels of the picture, counted in bins of 2^-15:
///    what lies above is foreground;
/// 3. each pixel's distance to the background, up to half of `greatest_um`,
///    smoothed by the same Gaussian;
/// 4. watershed on it: each pixel climbs to a seed (ascent.h);
/// 5. what is smaller than `least_um`, larger than `greatest_um` or on one side
///    longer than twice that is dropped.
///
/// All but the threshold, for which the picture is read once before, is decided
/// by what lies within a bounded distance: tiles with a margin of it give the
/// same labels whatever their size. Memory holds a row of tiles and of labels.
///
/// @param um_per_px  at most half of `least_um`: a nucleus of one pixel has no
///                   shape
/// @param rows       called with the next rows of labels, [n, width]
/// @param tile_px    side of a tile without its margin
/// @throws Error     on a scale too coarse, sizes that do not rise, and as
///                   Image does
///
/// Source: recipes/hespotex_loocv/METHOD.md 2.8, in place of Cellpose: the
/// nucleus factor takes a clamped count alone.
FoundNuclei find_nuclei(
    const Image& image, double um_per_px, const NucleiOptions& options,
    const std::function<void(std::span<const std::int32_t>)>& rows,
    std::int64_t tile_px = 512);

/// `nuclei`: this as a step.
StepKind nuclei_step();

}  // namespace moonstain
