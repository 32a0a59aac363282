#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

#include "core/data/stored/dataset.h"

namespace moonstain {

/// How the places of a section's spots in the array lie in its picture.
///
/// The idea: spots are printed on a lattice, so one affine map takes array
/// coordinates (column, row) to pixels. It is fitted by least squares. Columns
/// run right and rows run down in both, whichever way the picture was turned:
/// a negative determinant is a mirror image, which is what exchanged axes give
/// too. What the map leaves says whether the positions are of these spots.
struct Geometry {
  /// Why no map is there; empty when there is one.
  std::string unchecked;
  double determinant = 0;  ///< of the map, px2 of a place of the array
  /// Longest to shortest step over all directions of the map.
  double stretch = 0;
  /// From a spot to its nearest in the lattice: on a square one the shorter
  /// of both steps, on a hexagonal one, where x + y is even, the shortest of
  /// (2, 0), (0, 2), (1, 1), (1, -1).
  double pitch_px = 0;
  /// Root of the mean squared distance between positions and the map, and the
  /// largest one, in pitches.
  double residual = 0;
  double farthest = 0;
  std::size_t farthest_spot = 0;
};

/// Limits of a right section. Of 13 sections of her2st, MOB1 and MOB2 and a
/// Visium section the residual is at most 0.09 of a pitch, no spot is farther
/// than 0.42, and a regular hexagonal lattice stretches by sqrt(3).
///
/// Beyond a residual of 0.25 some 2 % of spots lie nearer to a neighbour's
/// place than to theirs (a normal error: exp(-0.5^2 / 0.25^2)); one that is
/// 0.75 away is three times nearer to its neighbour's.
constexpr double kMostResidual = 0.25;
constexpr double kMostFarthest = 0.75;
constexpr double kMostStretch = 2;
/// Spots that are nearer than a pixel have one tile among them.
constexpr double kLeastPitchPx = 1;
/// Positions of a picture scaled by s lie in its upper left s x s. Spots of
/// the sections above reach 0.51 of a side at least; Space Ranger's small
/// picture is 0.3 of its large one, both less of the full one.
constexpr double kCorner = 0.3;

/// Fits the map; at least 4 spots that are not on one line are needed, and a
/// lattice. Exact arithmetic (+ - * / sqrt), sums in the order of the spots.
Geometry geometry_of(const Dataset& dataset);

/// The pixel (x, y) of a place (column, row) of the array.
using PixelOf = std::function<std::pair<double, double>(double, double)>;

/// The map itself, also beyond the spots.
/// @throws Error where it cannot be fitted
PixelOf pixels_of_array(const Dataset& dataset);

/// The pitch in px of a map that holds: 0 where there is none, spots lie at one
/// point, or the residual is large.
double trusted_pitch_px(const Geometry& geometry);

/// What is wrong with the positions, with the figures: "the determinant of ...
/// is -1600 px2 ..."; empty when nothing is, or nothing can be told. Where the
/// picture's size is known, also whether spots lie outside of it, or all in its
/// upper left.
std::string fault_of(const Dataset& dataset, const Geometry& geometry);

/// @throws Error of `fault_of`, unless `dataset.geometry` is "as_given"
void check_geometry(const Dataset& dataset, const Geometry& geometry);

/// Checks the positions and notes in `dataset` what was found: `geometry` is
/// "checked", "not checked" or "as_given"; why it could not be checked, and a
/// fault that was accepted, stand in `remarks`.
/// @param as_given  accept positions whatever they are
/// @throws Error    as check_geometry
void settle_geometry(Dataset& dataset, bool as_given);

}  // namespace moonstain
