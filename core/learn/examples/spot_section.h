#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"
#include "core/data/stored/patches.h"
#include "core/data/stored/spot_graph.h"
#include "core/data/stored/targets.h"
#include "core/data/stored/tile_width.h"

namespace moonstain {

/// Things of which a spot has any number, such as its nuclei: the rows of spot
/// `i` are `starts[i]` to `starts[i + 1]`.
struct SpotParts {
  std::string encoder;               ///< of the values
  Matrix values;                     ///< [parts, values]
  std::vector<Eigen::Index> starts;  ///< [spots + 1]; empty: not joined
  std::vector<std::string> names;    ///< [parts] "10x14/3"
  /// [2, edges] between parts of one spot, row 0 from, row 1 to.
  decltype(SpotGraph::edges) edges;
};

/// One section's spots, joined by name: what a method over spots learns from or
/// predicts for. Rows follow the spots that it is made with; what is not joined
/// is empty.
struct SpotSection {
  std::string section;
  std::vector<std::string> spots;
  std::string encoder;
  TileWidth tiles;  ///< of the pictures, or that the features are made from
  Matrix features;  ///< [spots, features]
  std::int64_t picture_px = 0;
  /// [spots, picture_px, picture_px, 3] red, green, blue, by rows of the
  /// picture from above.
  std::vector<std::uint8_t> pictures;
  /// [spots, 2] x and y on the array.
  decltype(Dataset::array_xy) array_xy;
  decltype(SpotGraph::edges) edges;  ///< [2, edges], row 0 from, row 1 to
  SpotParts parts;
  std::vector<std::string> genes;
  Matrix targets;  ///< [spots, genes]
  Matrix counts;   ///< [spots, genes], not normalised
  /// [spots] the sum of a spot's counts over these genes, divided by the median
  /// of these sums over the section.
  Eigen::VectorXf size_factors;

  /// Each adds what it names. Spots that are not of this section's are left
  /// out.
  /// @throws Error when it is of another section, or a spot of this one is not
  ///               there: "features of section her2st/B4: no spot '9x12' (...)"
  void join(const Features& given);
  void join(PatchReader& given);
  void join(const Targets& given);
  void join_places(const Dataset& given);
  /// Counts of the targets' genes, and the size factors.
  /// @throws Error  where half of the spots have no count of these genes: there
  ///                is no median to divide by
  void join_counts(const Dataset& given);
  /// An edge to or from a spot that is not of this section's is left out.
  void join(const SpotGraph& given);
  /// Rows are named SPOT/NUMBER and come in their order; a spot may have none.
  void join_parts(const Features& given);
  /// Edges between parts, by the same names; those that lead from one spot to
  /// another are an error.
  void join_part_edges(const SpotGraph& given);
};

/// @throws Error unless both have the same genes, encoder and number of
///               features, side and width of pictures, and values of parts
void check_alike(const SpotSection& first, const SpotSection& other);

}  // namespace moonstain
