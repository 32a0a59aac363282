#pragma once

#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"

namespace moonstain {

class StepKind;

/// How far each spot lies from the edge of its tissue: from the nearest place
/// of the array that has no spot, in distances between neighbouring places;
/// beyond the outermost spots there is none. One feature, "edge_distance",
/// which looks neither at the picture nor at a count.
///
/// On a square array places are 1 apart along x and y; on a hexagonal one those
/// whose x + y is as even or odd as the spots', x half a pitch and y sqrt(3)
/// / 2.
///
/// @throws Error  without spots, for cells, which lie on no array, and on a
///                hexagonal array whose spots are not of one parity
Features edge_distance(const Dataset& dataset);

/// `edge_distance`: this feature.
StepKind edge_distance_step();

}  // namespace moonstain
