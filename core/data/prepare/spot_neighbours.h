#pragma once

#include <cstdint>

#include "core/data/stored/dataset.h"
#include "core/data/stored/spot_graph.h"

namespace moonstain {

class StepKind;

struct SpotNeighbourOptions {
  /// Nearest spots; 0: those whose places are beside a spot's in the lattice,
  /// at most four of a square and six of a hexagonal one.
  std::int64_t neighbours = 8;
  bool with_self = true;      ///< whether a spot is the first of its own
  bool undirected = true;     ///< whether an edge also leads back
  bool whole_pixels = false;  ///< whether positions are truncated first
  bool on_array = false;      ///< positions on the array in place of pixels
  /// Edges that are longer are left out, so that a spot may have fewer or none;
  /// in units of the positions as they are numbered, on a hexagonal array too;
  /// 0: none is.
  double reach = 0;
};

/// Edges to each spot of a section from those that lie nearest in the picture,
/// of those at one distance the ones that come first in the dataset; undirected
/// also from those that it is near to. A spot has an edge to itself where it is
/// one of its own neighbours, and one only.
///
/// Edges come by the spot that they lead to, there by (distance, index of the
/// spot that they come from): sums over them are in that order, and without
/// `undirected` each spot has the same number of them.
///
/// The two graphs of HESpotEx are the defaults, for the autoencoder, and {4,
/// false, false, true}, for the layers of the image stream. Those of Hist2ST
/// and THItoGene are {4, false, false} on the array, with reach 2 ("Grid") or
/// without ("NA"): many spots have a fourth and a fifth other at one distance,
/// of which the one that comes first is taken. EGNv2's near edges are those of
/// 0 neighbours.
///
/// Beside each other are places of a square array at (0, 1) and (1, 0) from
/// each other, of a hexagonal one, where x + y is even, at (2, 0), (1, 1) and
/// (1, -1).
///
/// A spot is left out of its own others by its row, not by its distance:
/// another that truncation brings to its pixel is 0 away and comes first.
///
/// @throws Error  where positions are those of the array and truncated too, on
///                fewer spots than each must have neighbours (itself
///                counted), where no two spots of a section have an edge, with
///                what is nearest, and naming two spots at one place as it was
///                given, of which neither is nearer; with 0 neighbours, where
///                positions are not those of the array or a reach is given too,
///                and on cells, which lie on no lattice
///
/// Source: recipes/hespotex_loocv/METHOD.md 2.5 and 2.6; the order of ties is
/// ours, as there it is that of a tree or of an unstable sort.
SpotGraph spot_graph(const Dataset& dataset,
                     const SpotNeighbourOptions& options);

/// `spot_graph`: which spots stand beside each other.
StepKind spot_graph_step();

}  // namespace moonstain
