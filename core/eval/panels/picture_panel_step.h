#pragma once

#include "core/data/stored/dataset.h"
#include "core/data/stored/targets.h"
#include "core/eval/panels/picture_panel.h"
#include "core/eval/panels/section_frame.h"

namespace moonstain {

class StepKind;

/// A circle around each place that is of a class (its target is 1), in pixels
/// of the frame's picture; of nine tenths of the pitch, so that neighbours do
/// not touch. Places in the order of the targets, their classes in order.
///
/// @param scale   pixels of the picture for one of the section
/// @throws Error  on a place that the data set lacks
std::vector<Outline> outlined_places(const Dataset& places,
                                     const Targets& classes,
                                     const SectionFrame& frame, double scale);

/// `picture_panel`: a section's picture with the places of each class outlined.
StepKind picture_panel_step();

}  // namespace moonstain
