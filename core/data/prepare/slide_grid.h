#pragma once

#include <cstdint>
#include <string>

#include "core/data/image/image.h"
#include "core/data/stored/slide_grid.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

class StepKind;

/// What of a slide is laid under the grid.
enum class SlideCrop {
  tissue,  ///< where its largest piece of tissue lies (tissue_extent.h)
  whole,   ///< all of it
};
template <>
struct KindWords<SlideCrop> {
  static constexpr std::string_view kAll[] = {"tissue", "whole"};
};

struct SlideGridOptions {
  std::string section;  ///< the slide's name: "tcga/TCGA-A1-A0SB-01Z"
  std::string patient;  ///< whose it is
  SlideCrop crop = SlideCrop::tissue;
  bool turn_wide = true;    ///< lay a crop that is wider than high upright
  std::int64_t level = -1;  ///< in which tissue is looked for; -1: the smallest
};

/// The largest level in which tissue is looked for: it is held whole, some
/// 400 MB.
constexpr std::int64_t kMostLevelPx = std::int64_t{1} << 26;

/// Crops a slide to its tissue, turns it upright and lays the grid on it.
///
/// Tissue is looked for in one level of the slide, whole; its extent there
/// times the whole ratio of both widths is the crop, as far as the slide
/// reaches. The squares of tissue_extent are in pixels of that level: another
/// level gives another crop, and in a slide of one level, at full resolution,
/// they are small on the tissue (the log says so).
///
/// HiST's slides of TCGA are cropped and turned, those of its immunotherapy
/// cohort are neither.
///
/// @param name    of the slide, for errors
/// @throws Error  on a level that the slide does not have, or that is larger
///                than kMostLevelPx; where it shows no tissue; and of fit_tiles
///
/// Source: recipes/hist_loocv/METHOD.md 4.4.
SlideGrid slide_grid(const Image& slide, const std::string& name,
                     const SlideGridOptions& options);

/// `slide_grid`: this grid. `slide_grid_dataset`: its tiles as a section.
StepKind slide_grid_step();
StepKind slide_grid_dataset_step();

}  // namespace moonstain
