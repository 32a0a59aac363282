#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"

namespace moonstain {

/// Positions (x, y) in pixels, a row each.
using Positions = Eigen::Matrix<double, Eigen::Dynamic, 2, Eigen::RowMajor>;

/// An affine map of a picture's pixels: (x, y) to A (x, y) + b, as [A | b].
using AffineMap = Eigen::Matrix<double, 2, 3, Eigen::RowMajor>;

/// Each position as the map takes it.
Positions mapped(const AffineMap& map, const Positions& positions);

/// Where the picture of one section, B, lies in that of another, A, and how
/// well it does. A pair that does not match has its best map too, and says why
/// it is not used. Plain Zarr: array "map" [2, 3], all else attributes.
struct Transform {
  static constexpr std::string_view kType = "Transform";

  std::string section_a;              ///< "her2st/C2", whose picture stays
  std::string section_b;              ///< "her2st/C3", whose picture is mapped
  AffineMap map = AffineMap::Zero();  ///< pixels of B to pixels of A
  /// Of haematoxylin where both have picture, -1 to 1: normalised
  /// cross-correlation.
  double correlation = 0;
  /// The same inside of both tissues, seen coarsely: other tissue of a like
  /// outline is near 0.
  double inside = 0;
  double dice = 0;      ///< of the tissue masks, 0 to 1
  std::string refusal;  ///< why the map is not used; empty where it is
  /// What should be known of it, a sentence each: "um of a pixel of ... is
  /// unknown; ..."
  std::vector<std::string> remarks;

  bool accepted() const { return refusal.empty(); }
  /// px2 of A a px2 of B; below 0 where B is seen from the other side.
  double determinant() const {
    return map(0, 0) * map(1, 1) - map(0, 1) * map(1, 0);
  }
  bool mirrored() const { return determinant() < 0; }

  /// @throws Error on a map that is not finite or takes all to a line, and on
  ///               scores beyond their range
  static Transform read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
