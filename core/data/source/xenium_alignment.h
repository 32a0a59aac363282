#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/data/source/xenium_bundle.h"
#include "core/data/stored/transform.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

class StepKind;

// Where a bundle's positions lie in a picture: in its own (DAPI), which they
// are um of, or in another (H&E), to which an alignment leads.

/// Which way a file's matrix takes positions.
enum class AlignmentIs { picture_to_bundle, bundle_to_picture };

template <>
struct KindWords<AlignmentIs> {
  static constexpr std::string_view kAll[] = {"picture_to_bundle",
                                              "bundle_to_picture"};
};

/// The affine map in a file of Xenium Explorer: 3 x 3 numbers without a header,
/// the last row 0, 0, 1. Xenium Explorer writes pixels of the picture (H&E) to
/// pixels of the bundle's own (DAPI).
/// @return       pixels of the picture to pixels of the bundle
/// @throws Error on other numbers, and naming what to do on key points
AffineMap read_xenium_alignment(const File& file, AlignmentIs direction);

/// From where to where the inverse of a map takes positions.
AffineMap inverse(const AffineMap& map);

/// How the bundle's um lie in a picture.
struct XeniumPlacement {
  AffineMap px_of_um = AffineMap::Zero();
  double um_per_px = 0;  ///< of the picture
};

/// Positions of a bundle are um from the upper left corner of its own picture.
/// In that one a pixel is um / um_per_px: of its full size, or as the recipe
/// gives it of a smaller one. Another picture has an alignment.
///
/// @param experiment  needed unless um_per_px is given and no alignment is
/// @param um_per_px   of the picture; 0 = as the experiment says
/// @throws Error      where the scale is not known, or that of the alignment
///                    is not `um_per_px`
XeniumPlacement xenium_placement(
    const std::optional<XeniumExperiment>& experiment, double um_per_px,
    const std::optional<AffineMap>& alignment, std::string_view alignment_name);

/// What a section's files say of where its positions lie.
struct XeniumScene {
  std::optional<XeniumExperiment> experiment;
  std::optional<AffineMap> alignment;  ///< of the picture to the bundle's own
  std::string alignment_name;          ///< of the file
  XeniumPlacement placement;
};

/// @param experiment, alignment  files, where there are any
/// @param um_per_px  as xenium_placement
XeniumScene read_xenium_scene(const std::optional<File>& experiment,
                              const std::optional<File>& alignment,
                              AlignmentIs direction, double um_per_px);

/// For cells that lie outside of a picture of this size: what is wrong, where
/// they lie in it with the alignment taken the other way round, or as they
/// stand in the bundle; else empty.
///
/// @param pixel_xy  where they lie by the scene
std::string outside_hint(const XeniumScene& scene, const Positions& pixel_xy,
                         std::int64_t width_px, std::int64_t height_px);

/// Whether an alignment's scale is that of the picture.
///
/// The idea: the map from the picture's pixels to the bundle's says how large
/// they are, and the picture's file often says it too. A matrix that is taken
/// the wrong way round, or one to um instead of pixels, is off by a factor that
/// tells which it was.
///
/// @param picture_um_per_px  as its file says; 0: it does not
/// @throws Error             naming both scales and what to do
void check_alignment_scale(const XeniumScene& scene,
                           std::string_view picture_name,
                           double picture_um_per_px);

/// `stated_transform`: such a file as a Transform, in which the bundle's own
/// picture is that of section_a. Nothing of it was measured here.
StepKind stated_transform_step();

}  // namespace moonstain
