#pragma once

#include <string>

#include "core/data/stored/cell_outlines.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/targets.h"

namespace moonstain {

class StepKind;

// What is known of a section as GeoJSON, which QuPath opens over the section's
// picture: a FeatureCollection of detections, each with its name, and its class
// where it has one. Positions are pixels at full resolution.

/// Cells as their outlines, in their order.
/// @param types  nullptr: none has a class
/// @throws Error on types of another section
std::string geojson_of_cells(const CellOutlines& outlines,
                             const CellTypes* types);

/// Spots as regular octagons around their circles (corners are + - * / and
/// sqrt, so alike on every machine), as points where their diameter is not
/// known.
/// @param classes  targets of classes: a spot has the first whose value is 1;
///                 nullptr: none has a class
/// @throws Error   on classes of another section, targets that are no classes
std::string geojson_of_spots(const Dataset& dataset, const Targets* classes);

/// `geojson`: either as a file.
StepKind geojson_step();

}  // namespace moonstain
