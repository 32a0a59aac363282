#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/data/stored/tissue_view.h"

namespace moonstain {

/// A grid of values over a section.
struct TissueLayer {
  std::int64_t width = 0;
  std::int64_t height = 0;
  double side_um = 0;
  std::vector<float> values;  ///< [height, width]

  float at(std::int64_t x, std::int64_t y) const {
    return values[static_cast<std::size_t>(y * width + x)];
  }
  /// Of a pixel, in um.
  Eigen::Vector2d centre_of(std::int64_t x, std::int64_t y) const {
    return {(static_cast<double>(x) + 0.5) * side_um,
            (static_cast<double>(y) + 0.5) * side_um};
  }
  bool holds(const Eigen::Vector2d& um) const {
    return um[0] >= 0 && um[1] >= 0 &&
           um[0] <= static_cast<double>(width) * side_um &&
           um[1] <= static_cast<double>(height) * side_um;
  }
  /// Between the four centres around; beyond the outermost the nearest.
  double between(const Eigen::Vector2d& um) const {
    const double x =
        std::clamp(um[0] / side_um - 0.5, 0.0, static_cast<double>(width - 1));
    const double y =
        std::clamp(um[1] / side_um - 0.5, 0.0, static_cast<double>(height - 1));
    const auto x0 = static_cast<std::int64_t>(x);
    const auto y0 = static_cast<std::int64_t>(y);
    const std::int64_t x1 = std::min(x0 + 1, width - 1);
    const std::int64_t y1 = std::min(y0 + 1, height - 1);
    const double fx = x - static_cast<double>(x0);
    const double fy = y - static_cast<double>(y0);
    return (1 - fy) * ((1 - fx) * at(x0, y0) + fx * at(x1, y0)) +
           fy * ((1 - fx) * at(x0, y1) + fx * at(x1, y1));
  }
};

/// 1 where tissue is, else 0.
TissueLayer tissue_layer(const TissueView& view);

/// Haematoxylin where tissue is, else 0.
TissueLayer stain_layer(const TissueView& view);

/// Half the size: means of four. A last row or column that is odd falls away.
TissueLayer halved(const TissueLayer& layer);

/// Where tissue lies, in um.
struct TissueShape {
  Eigen::Vector2d low =
      Eigen::Vector2d::Constant(std::numeric_limits<double>::infinity());
  Eigen::Vector2d high = -low;
  Eigen::Vector2d centre = Eigen::Vector2d::Zero();
  double radius = 0;  ///< of gyration
  Eigen::Matrix2d
      axes;  ///< columns: the longer one, and it turned by a quarter

  double longest() const { return (high - low).maxCoeff(); }
};

/// @param tissue   not 0 where tissue is
/// @throws Error   naming the section, where there is none
TissueShape tissue_shape(const TissueLayer& tissue, const std::string& section);

}  // namespace moonstain
