#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>

#include "core/data/prepare/clipped_window.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/label_image.h"
#include "core/data/stored/nucleus_counts.h"

namespace moonstain {

class StepKind;

/// The factor of each spot: its count, no less than 1 and no more than 20, over
/// the largest of the section, plus 1. So one spot's factor depends on all
/// others.
///
/// Source: recipes/hespotex_loocv/METHOD.md 2.8.
Eigen::VectorXd nucleus_factor(std::span<const std::int32_t> distinct);

/// Different labels in the window of each spot, the same window as its tile's
/// (clipped_window.h), and the factors.
///
/// @throws Error  where the labels are of another section or of a picture of
///                another size
///
/// Source: recipes/hespotex_loocv/METHOD.md 2.8.
NucleusCounts nucleus_counts(const Dataset& places, LabelReader& labels,
                             const WindowOptions& window);

/// `nucleus_counts`: this as a step.
StepKind nucleus_counts_step();

}  // namespace moonstain
