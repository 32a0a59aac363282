#include "core/data/prepare/superpixels.h"

#include <cmath>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Half to even, as numpy rounds; the default mode of the processor.
std::int64_t nearest_even(double value) {
  return static_cast<std::int64_t>(std::nearbyint(value));
}

// The place that a mirror beyond the border shows: -1 is 0, size is size - 1.
Eigen::Index mirrored(Eigen::Index place, Eigen::Index size) {
  const Eigen::Index period = 2 * size;
  const Eigen::Index within = ((place % period) + period) % period;
  return within < size ? within : period - 1 - within;
}

// Each row's windows; columns are smoothed as the rows of the transpose.
Eigen::MatrixXd smoothed_rows(const Eigen::MatrixXd& map, std::int64_t width) {
  const Eigen::Index before = width / 2;
  Eigen::MatrixXd out(map.rows(), map.cols());
  for (Eigen::Index column = 0; column < map.cols(); ++column) {
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(map.rows());
    for (Eigen::Index k = 0; k < width; ++k) {
      sum += map.col(mirrored(column - before + k, map.cols()));
    }
    out.col(column) = sum / static_cast<double>(width);
  }
  return out;
}

}  // namespace

std::vector<Superpixel> spot_disk(double x, double y, double radius,
                                  DiskCentre centre) {
  check(radius >= 1, "superpixels: a spot's radius is ", radius,
        " superpixels of ", kSuperpixelUm, " um; expected at least 1");
  const bool whole = centre == DiskCentre::faithful;
  // Where the middle of superpixel (0, 0) lies in the frame of the place.
  const double middle = whole ? 0 : 0.5;
  const double at_x = whole ? static_cast<double>(nearest_even(x)) : x;
  const double at_y = whole ? static_cast<double>(nearest_even(y)) : y;
  std::vector<Superpixel> disk;
  for (auto row = static_cast<std::int64_t>(std::floor(at_y - radius)) - 1;
       static_cast<double>(row) <= at_y + radius; ++row) {
    for (auto column = static_cast<std::int64_t>(std::floor(at_x - radius)) - 1;
         static_cast<double>(column) <= at_x + radius; ++column) {
      const double dy = static_cast<double>(row) + middle - at_y;
      const double dx = static_cast<double>(column) + middle - at_x;
      if (dy * dy + dx * dx <= radius * radius) disk.push_back({row, column});
    }
  }
  return disk;
}

Matrix smoothed_uniformly(const MatrixView& map, std::int64_t width) {
  check(width >= 1 && map.size() > 0, "superpixels: a window of ", width,
        " over a map of ", map.rows(), " x ", map.cols(),
        "; both must be at least 1");
  const Eigen::MatrixXd along = smoothed_rows(map.cast<double>(), width);
  return smoothed_rows(along.transpose(), width).transpose().cast<float>();
}

}  // namespace moonstain
