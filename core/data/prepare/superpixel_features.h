#pragma once

#include <cstdint>

#include "core/data/image/image.h"
#include "core/data/prepare/superpixels.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"

namespace moonstain {

class StepKind;

struct SuperpixelOptions {
  double spot_um = 100;  ///< diameter of a spot, 55 on Visium
  DiskCentre centre = DiskCentre::faithful;
  /// Sides of the smoothing windows, in superpixels: of what stands for HIPT's
  /// lower level and for its upper one.
  std::int64_t fine = 4;
  std::int64_t coarse = 16;
};

/// Values of one superpixel.
inline constexpr std::int64_t kSuperpixelValues = 23;

/// Stain and colour of the superpixels of each spot, in place of the features
/// of HIPT's two levels, whose weights are its authors'.
///
/// Of the pixels of a superpixel: mean of R, G, B, their deviations, mean and
/// deviation of haematoxylin and of eosin (stain.h), ten values. A superpixel
/// has the ten smoothed over `fine`, the ten smoothed over `coarse`, and its
/// own three colour means. Colours are divided by 255, stains multiplied by 10,
/// so that all are of one size; deviations have the divisor n. A pixel is of
/// the superpixel that its middle lies in, in the section's own scale.
///
/// @return  rows SPOT/NUMBER, a spot's in the order of its disk; what lies
///          outside of the picture is left out
/// @throws Error  where the scale is not known, the picture has another size
///                than the section says, or no superpixel of a spot lies in it
///
/// Source: Zhang et al. 2024, doi:10.1038/s41587-023-02019-9, for superpixels,
/// disks and smoothing; the ten values are ours.
Features superpixel_features(const Dataset& places, const Image& picture,
                             const SuperpixelOptions& options);

/// `superpixel_features`: this as a step.
StepKind superpixel_features_step();

}  // namespace moonstain
