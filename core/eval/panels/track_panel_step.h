#pragma once

#include <string>
#include <vector>

#include "core/data/source/gene_positions.h"
#include "core/data/stored/locus_tests.h"
#include "core/eval/panels/track_panel.h"

namespace moonstain {

class StepKind;

/// The track of tests along the genome.
///
/// @param shown      chromosomes; empty: those with a bin
/// @param marked     genes that are named where they lie
/// @param positions  of marked genes that are no locus; may be nullptr
/// @throws Error     on a chromosome that is none or has no bin, and a marked
///                   gene without a place
TrackPanel locus_track(const LocusTests& tests,
                       const std::vector<std::string>& shown,
                       const std::vector<std::string>& marked,
                       const GenePositions* positions);

/// `track_panel`: this track, with a sentence on how it was made.
StepKind track_panel_step();

}  // namespace moonstain
