#pragma once

#include <cstdint>

#include "core/data/image/picture.h"
#include "core/data/stored/tissue_view.h"
#include "core/data/stored/transform.h"

namespace moonstain {

class StepKind;

/// A rectangle of A's view, and how large its pixels are drawn.
struct PairFrame {
  std::int64_t x = 0;  ///< pixels of A's view
  std::int64_t y = 0;
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::int64_t times = 1;  ///< side of a pixel of the view as it is drawn
};

/// The box of A's tissue and of B's as the transform lays it, and a twentieth
/// around it, as far as A's view goes.
/// @param longest_px  no side is drawn longer, unless the view is larger itself
PairFrame pair_frame(const TissueView& a, const TissueView& b,
                     const Transform& transform, std::int64_t longest_px);

/// Both sections in one picture, to judge by eye how well they lie: squares of
/// A alternate with squares of B as the transform lays it, ten along the longer
/// side, so that what runs over a square's border can be followed. Two lines
/// are the edges of the tissue: blue A's, orange B's. White where B has no
/// picture.
Picture pair_overlay(const TissueView& a, const TissueView& b,
                     const Transform& transform, const PairFrame& frame);

/// `pair_overlay_panel`: this picture, with the spots of both sections.
StepKind pair_overlay_panel_step();

}  // namespace moonstain
