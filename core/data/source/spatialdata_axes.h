#pragma once

#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/data/stored/transform.h"

namespace moonstain {

/// How an element of a SpatialData store lies in one of its coordinate systems:
/// (x, y) of the element to (x, y) of the system.
///
/// The idea: a transformation names the axes that it takes and those that it
/// gives, and neither need be x, y in this order: an affine of input (y, x) has
/// its first column for y. So each is brought to x and y by the names before it
/// is joined to the next. Further axes (z, c) may pass through; one that moves
/// x or y is refused.
///
/// Read are identity, scale, translation, affine (rows without the last one, or
/// with it), mapAxis and sequence; an inner one of a sequence without axes has
/// those of the sequence.
///
/// @param attributes  of the element: a list `coordinateTransformations`, each
///                    with the system's name as output.name
/// @param system      empty where the element has one
/// @throws Error      naming the systems there are where `system` is none of
///                    them, or is not said and there are several; a kind of
///                    transformation that is not read; axes that are not there
///
/// Source: core/data/README.md, "SpatialData".
AffineMap map_to_system(const Json& attributes, const std::string& system,
                        std::string_view where);

}  // namespace moonstain
