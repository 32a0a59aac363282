#pragma once

#include <string_view>

#include "core/data/stored/dataset.h"

namespace moonstain {

/// Where a picture's scale may be known from, um of a pixel; 0 = not said.
/// The third is the array: its spacing in um over the pitch in px.
struct ScaleSources {
  double given = 0;  ///< by the sample sheet or the recipe
  double file = 0;   ///< by the picture's own file
};

/// Scales of light microscopy: 0.065 um a pixel at 100x; a slide of 75 mm as a
/// picture of 4,000 px has 19. Printing resolutions lie beyond: 72 dpi is
/// 352.8 um, 1200 dpi 21.2.
constexpr double kLeastUmPerPx = 0.05;
constexpr double kMostUmPerPx = 20;

/// Scales farther apart than this share are not one.
constexpr double kMostScaleGap = 0.1;

/// Whether a scale can be that of a microscope's picture.
bool is_scale(double um_per_px);

/// Whether two positive numbers are within kMostScaleGap of the larger one.
bool about_equal(double a, double b);

/// Writes `um_per_px`: what is given, else what the file says, else what the
/// array gives. Where two of the three differ, the section is refused, as its
/// crops would not be what they are said to be; without a picture nothing is
/// cropped, and it is a remark. A scale that is none is not taken from a file.
///
/// @param picture   as errors name it; empty: there is none
/// @param as_given  take the first of them, with a remark
/// @throws Error    naming the section, both figures, and what to do
void settle_scale(Dataset& dataset, const ScaleSources& sources,
                  std::string_view picture, bool as_given);

}  // namespace moonstain
