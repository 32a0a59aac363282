#pragma once

#include <array>
#include <vector>

#include "core/base/random.h"
#include "core/learn/examples/nucleus_slide.h"
#include "core/learn/train/batches.h"

namespace moonstain {

/// What is subtracted from each channel and what it is then divided by, on the
/// scale of 0 to 255.
struct ColourStandard {
  std::array<double, 3> mean = {};
  std::array<double, 3> deviation = {1, 1, 1};
};

/// Means over all patches of the slides of a patch's mean and of its standard
/// deviation; of a channel that varies in no patch the deviation is 1.
///
/// Source: recipes/ghist_cells/METHOD.md 2.7.
ColourStandard colour_standard(const std::vector<NucleusSlide>& slides);

/// A patch's picture [1, 3, side, side] float32, 0 to 255; what is not shown
/// has the mean colour, so that it is 0 once standardised
/// (recipes/ghist_cells/METHOD.md 9.10).
at::Tensor patch_image(const NucleusPatch& patch, const ColourStandard& colour);
/// Its labels [1, side, side] int64, those of `nuclei`, which rise.
at::Tensor patch_labels(const NucleusPatch& patch,
                        const std::vector<std::int32_t>& nuclei);

/// Patches of slides for a network over nuclei. Of a batch the inputs are
///
///   picture     [patches, 3, side, side] float32, 0 to 255, not standardised
///   labels      [patches, side, side] int64, nuclei that have a row
///   expression  [nuclei, genes]
///
/// and the targets
///
///   type map    [patches, side, side] int64: 0 background, 1 + type, or 1 for
///               a nucleus where slides have no types
///   types       [nuclei] int64; undefined without types
///   expression  [nuclei, genes], as among the inputs
///   spots       [patches, genes] of slides of spots, whose nuclei's
///               expression is 0
///
/// Rows of nuclei: patches in their order, labels rising in each. Refers to
/// `slides`, which must outlive the result. An example's unit is its section.
Examples nucleus_examples(const std::vector<NucleusSlide>& slides,
                          const ColourStandard& colour);

/// One of the eight ways to lay a square on itself: exchanged rows and columns
/// first, then mirrored.
struct Orientation {
  bool transposed = false;
  bool mirrored_x = false;  ///< left and right
  bool mirrored_y = false;  ///< top and bottom
  friend bool operator==(const Orientation&, const Orientation&) = default;
};

/// A mirror image along each side with probability 1/2, then turns by 90, 180
/// and 270 degrees with 1/4 each, independently: 0.15625 for each of the four
/// orientations that keep the sides, 0.09375 for each that exchanges them.
///
/// Source: recipes/ghist_cells/METHOD.md 2.7.
Orientation drawn_orientation(RandomStream& stream);

/// Turns each patch of a batch, its picture, labels and type map together, and
/// then, where `stain_jitter` is above 0, moves its stains: each of
/// haematoxylin, eosin and DAB is multiplied by 1 + U and shifted by U', both
/// uniform in
/// +-stain_jitter, unless the patch's mean is outside of 0.05 to 0.95 of white.
///
/// Source: recipes/ghist_cells/METHOD.md 2.7.
Augmentation nucleus_augmentation(double stain_jitter);

}  // namespace moonstain
