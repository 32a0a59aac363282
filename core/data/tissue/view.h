#pragma once

#include <string>

#include "core/data/image/image.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/tissue_view.h"

namespace moonstain {

class StepKind;

/// How wide a pixel of a section's picture is, and what should be said of how
/// that is known.
struct PixelWidth {
  double um = 0;
  std::string remark;  ///< empty where the section knows its scale
};

/// The scale of a section's picture: its own; where it knows none the distance
/// of its spots in um over the same in pixels; where it knows not that either
/// the spots are taken to be `kAssumedPitchUm` apart. Two sections of one array
/// then have the scale of each other, if not that of the world.
///
/// @throws Error "section mob/MOB1: ..." where its spots show no lattice
PixelWidth pixel_width(const Dataset& dataset);

/// From spot to spot on the arrays of Staahl et al. 2016,
/// doi:10.1126/science.aaf2403.
constexpr double kAssumedPitchUm = 200;

/// A section's picture at about `um_per_px`, its haematoxylin, and where its
/// tissue lies (tissue_mask.h). A picture that is coarser stays as it is.
///
/// @param image_name  as errors name it
/// @throws Error      where the picture is not of the size that the section
///                    says, is all background, or has no scale
TissueView tissue_view(const Dataset& dataset, const Image& image,
                       const std::string& image_name, double um_per_px);

/// The same of a picture that is small already.
///
/// @param width_px,height_px  of the full picture
/// @param width               of a pixel of the full picture
TissueView tissue_view(const std::string& section, Picture picture,
                       const std::string& image_name, double width_px,
                       double height_px, const PixelWidth& width);

/// `tissue_view`: a section as one sees it at a glance.
StepKind tissue_view_step();

}  // namespace moonstain
