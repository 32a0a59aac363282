#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/data/stored/transform.h"
#include "core/stats/inverse_distance.h"

namespace moonstain {

/// From which spots of one section, B, a value at a spot of another, A, is
/// taken. A pair that cannot be compared is stored too, and says why. Plain
/// Zarr: `spots_a`, `spots_b`, `xy_a`, `xy_b`, `near`, `weight`, all else
/// attributes.
struct PairMap {
  static constexpr std::string_view kType = "PairMap";

  std::string section_a;  ///< "her2st/C2"
  std::string section_b;  ///< "her2st/C3"
  std::string patient_a;
  std::string patient_b;
  double correlation = 0;  ///< of the Transform
  double dice = 0;         ///< of the Transform
  bool mirrored = false;   ///< of the Transform
  /// Why the pair is not compared; empty where it is: its Transform was
  /// refused, or too few spots of A have one of B near.
  std::string refusal;
  std::vector<std::string> spots_a;  ///< [spots of A] as in its dataset
  std::vector<std::string> spots_b;  ///< [spots of B] as in its dataset
  Positions xy_a;                    ///< [spots of A, (x, y)] px of A's picture
  Positions xy_b;       ///< [spots of B, (x, y)] px of A's picture, mapped
  double reach_px = 0;  ///< a spot of B farther away is not near
  /// [spots of A] places in `spots_b`; near nothing where the Transform was
  /// refused.
  NearPoints near;

  bool compared() const { return refusal.empty(); }
  /// Places of the spots of A that have one of B near, in their order.
  std::vector<Eigen::Index> mapped_spots() const;

  /// @throws Error naming the spot of A whose neighbours are none of B, or
  ///         whose weights do not sum to 1
  static PairMap read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
