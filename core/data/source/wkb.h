#pragma once

#include <array>
#include <string_view>

namespace moonstain {

/// Where a geometry in well-known binary lies, (x, y): a point itself, of a
/// polygon the centre of mass of what its outer ring goes around, of several
/// polygons that of the largest. Either byte order, with or without z.
///
/// @throws Error on another kind of geometry, bytes that end too early, a ring
///               of fewer than three corners or without an area, a corner that
///               is not finite: an empty point is (NaN, NaN)
///
/// Source: OGC 06-103r4, 8.2; the centre of mass by the shoelace formula.
std::array<double, 2> wkb_centre(std::string_view bytes,
                                 std::string_view where);

}  // namespace moonstain
