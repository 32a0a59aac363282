#include "core/data/stored/geometry.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/error.h"
#include "core/base/number_text.h"

namespace moonstain {
namespace {

// Below it the array positions lie on a line but for rounding: they are whole
// numbers, and one spot beside a line of 1,000 gives 12 / 1,000^3.
constexpr double kOnLine = 1e-9;

// A symmetric 2 x 2 matrix of sums.
struct Moments {
  double xx = 0;
  double xy = 0;
  double yy = 0;

  double determinant() const { return xx * yy - xy * xy; }
};

// Pixels of one step in x and one in y of the array.
struct Map {
  double x_of_x = 0, x_of_y = 0, y_of_x = 0, y_of_y = 0;

  double step(double x, double y) const {
    const double across = x_of_x * x + x_of_y * y;
    const double down = y_of_x * x + y_of_y * y;
    return std::sqrt(across * across + down * down);
  }
};

double pitch_of(const Map& map, Lattice lattice) {
  if (lattice == Lattice::square)
    return std::min(map.step(1, 0), map.step(0, 1));
  return std::min(
      {map.step(2, 0), map.step(0, 2), map.step(1, 1), map.step(1, -1)});
}

// Ratio of the singular values.
double stretch_of(const Map& m, double determinant) {
  const double sum = m.x_of_x * m.x_of_x + m.x_of_y * m.x_of_y +
                     m.y_of_x * m.y_of_x + m.y_of_y * m.y_of_y;
  const double root =
      std::sqrt(std::max(0.0, sum * sum - 4 * determinant * determinant));
  return std::sqrt((sum + root) / std::max(sum - root, 1e-300));
}

// The affine map that is fitted, about the means of both sides.
struct Fit {
  double array_mean[2] = {};
  double pixel_mean[2] = {};
  Map map;
};

// Nothing where the spots lie on one line of the array.
std::optional<Fit> fit_of(const Dataset& dataset) {
  const Eigen::Index spots = dataset.pixel_xy.rows();
  const auto count = static_cast<double>(spots);
  Fit out;
  auto& [array_mean, pixel_mean, map] = out;
  for (Eigen::Index i = 0; i < spots; ++i) {
    for (Eigen::Index c = 0; c < 2; ++c) {
      array_mean[c] += dataset.array_xy(i, c) / count;
      pixel_mean[c] += dataset.pixel_xy(i, c) / count;
    }
  }
  Moments array;
  double to_x[2] = {};  // sums of array x, y times pixel x
  double to_y[2] = {};
  for (Eigen::Index i = 0; i < spots; ++i) {
    const double x = dataset.array_xy(i, 0) - array_mean[0];
    const double y = dataset.array_xy(i, 1) - array_mean[1];
    const double across = dataset.pixel_xy(i, 0) - pixel_mean[0];
    const double down = dataset.pixel_xy(i, 1) - pixel_mean[1];
    array.xx += x * x;
    array.xy += x * y;
    array.yy += y * y;
    to_x[0] += x * across;
    to_x[1] += y * across;
    to_y[0] += x * down;
    to_y[1] += y * down;
  }
  const double spread = array.xx + array.yy;
  const double area = array.determinant();
  if (area <= kOnLine * spread * spread) return std::nullopt;
  map = {(array.yy * to_x[0] - array.xy * to_x[1]) / area,
         (array.xx * to_x[1] - array.xy * to_x[0]) / area,
         (array.yy * to_y[0] - array.xy * to_y[1]) / area,
         (array.xx * to_y[1] - array.xy * to_y[0]) / area};
  return out;
}

}  // namespace

Geometry geometry_of(const Dataset& dataset) {
  Geometry out;
  if (dataset.lattice == Lattice::none) {
    out.unchecked =
        "cells lie on no array: positions are held against the picture alone";
    return out;
  }
  const Eigen::Index spots = dataset.pixel_xy.rows();
  if (spots < 4 || dataset.array_xy.rows() != spots) {
    out.unchecked =
        concat("positions are not checked against the array: ", spots,
               " spots, at least 4 are needed");
    return out;
  }
  const std::optional<Fit> fit = fit_of(dataset);
  if (!fit) {
    out.unchecked = concat("positions are not checked against the array: its ",
                           spots, " spots lie on one line of it");
    return out;
  }
  const auto count = static_cast<double>(spots);
  const Map& map = fit->map;
  out.determinant = map.x_of_x * map.y_of_y - map.x_of_y * map.y_of_x;
  out.stretch = stretch_of(map, out.determinant);
  out.pitch_px = pitch_of(map, dataset.lattice);
  double squares = 0;
  double largest = -1;
  for (Eigen::Index i = 0; i < spots; ++i) {
    const double x = dataset.array_xy(i, 0) - fit->array_mean[0];
    const double y = dataset.array_xy(i, 1) - fit->array_mean[1];
    const double across = dataset.pixel_xy(i, 0) - fit->pixel_mean[0] -
                          map.x_of_x * x - map.x_of_y * y;
    const double down = dataset.pixel_xy(i, 1) - fit->pixel_mean[1] -
                        map.y_of_x * x - map.y_of_y * y;
    const double square = across * across + down * down;
    squares += square;
    if (square > largest) {
      largest = square;
      out.farthest_spot = static_cast<std::size_t>(i);
    }
  }
  if (out.pitch_px > 0) {
    out.residual = std::sqrt(squares / count) / out.pitch_px;
    out.farthest = std::sqrt(largest) / out.pitch_px;
  }
  return out;
}

PixelOf pixels_of_array(const Dataset& dataset) {
  const std::optional<Fit> fit =
      dataset.pixel_xy.rows() >= 4 && dataset.lattice != Lattice::none
          ? fit_of(dataset)
          : std::nullopt;
  check(fit.has_value(), "section ", dataset.section, ": ",
        dataset.pixel_xy.rows(),
        " spots do not say where the array lies in the picture; at least 4 "
        "that are not on one line of it are needed");
  return [fit = *fit](double x, double y) {
    const Map& map = fit.map;
    x -= fit.array_mean[0];
    y -= fit.array_mean[1];
    return std::pair{fit.pixel_mean[0] + map.x_of_x * x + map.x_of_y * y,
                     fit.pixel_mean[1] + map.y_of_x * x + map.y_of_y * y};
  };
}

namespace {

// How far from the origin the spots reach, as shares of the picture's sides.
std::pair<double, double> reach_of(const Dataset& dataset) {
  return {dataset.pixel_xy.col(0).maxCoeff() /
              static_cast<double>(dataset.picture_width_px),
          dataset.pixel_xy.col(1).maxCoeff() /
              static_cast<double>(dataset.picture_height_px)};
}

std::size_t outside(const Dataset& dataset) {
  std::size_t count = 0;
  for (Eigen::Index i = 0; i < dataset.pixel_xy.rows(); ++i) {
    const double x = dataset.pixel_xy(i, 0);
    const double y = dataset.pixel_xy(i, 1);
    const bool inside = x >= 0 && y >= 0 &&
                        x < static_cast<double>(dataset.picture_width_px) &&
                        y < static_cast<double>(dataset.picture_height_px);
    if (!inside) ++count;
  }
  return count;
}

std::string percent(double share) {
  return concat(fixed(100 * share, 0), " %");
}

std::string wrong_map(const Dataset& dataset, const Geometry& geometry) {
  if (geometry.pitch_px < kLeastPitchPx) {
    return "neighbouring spots lie at one point: the alignment has failed, or "
           "positions are in another unit than px";
  }
  if (geometry.residual > kMostResidual) {
    return concat("the residual is large (at most ", kMostResidual,
                  " is expected): the alignment has failed, or positions are "
                  "those of other spots");
  }
  if (geometry.farthest > kMostFarthest) {
    return concat("spot ", dataset.spots[geometry.farthest_spot], " lies ",
                  fixed(geometry.farthest, 2),
                  " pitches from its place (at most ", kMostFarthest,
                  " is expected)");
  }
  if (geometry.determinant < 0) {
    return "the determinant is negative: x and y are exchanged, or the picture "
           "is mirrored";
  }
  if (geometry.stretch > kMostStretch) {
    return concat("one direction is ", fixed(geometry.stretch, 2),
                  " times as long as the other (at most ", kMostStretch,
                  " is expected): x and y are of different scales");
  }
  return {};
}

}  // namespace

double trusted_pitch_px(const Geometry& geometry) {
  const bool holds = geometry.unchecked.empty() &&
                     geometry.pitch_px >= kLeastPitchPx &&
                     geometry.residual <= kMostResidual;
  return holds ? geometry.pitch_px : 0;
}

std::string fault_of(const Dataset& dataset, const Geometry& geometry) {
  std::string wrong;
  const bool has_map = geometry.unchecked.empty();
  if (has_map) wrong = wrong_map(dataset, geometry);
  const bool has_picture =
      dataset.picture_width_px > 0 && dataset.picture_height_px > 0;
  const std::size_t beyond = has_picture ? outside(dataset) : 0;
  if (wrong.empty() && beyond > 0) {
    wrong = concat(beyond, " lie outside of the picture");
  } else if (wrong.empty() && has_picture && dataset.pixel_xy.rows() > 0) {
    const auto [right, lower] = reach_of(dataset);
    if (right < kCorner && lower < kCorner) {
      wrong = concat("all lie in the upper left ", percent(right), " x ",
                     percent(lower),
                     " of the picture: they may be those of a smaller copy of "
                     "it, which times its scale are positions at full "
                     "resolution");
    }
  }
  if (wrong.empty()) return {};
  std::string figures;
  if (has_map) {
    figures = concat("determinant ", fixed(geometry.determinant, 1),
                     " px2, residual ", fixed(geometry.residual, 2),
                     " pitches, pitch ", fixed(geometry.pitch_px, 1), " px, ");
  }
  figures += has_picture ? concat("picture ", dataset.picture_width_px, " x ",
                                  dataset.picture_height_px, " px")
                         : "no picture";
  return concat("positions of its ", dataset.spots.size(),
                " spots do not fit: ", wrong,
                " (map from array to pixels: ", figures, ")");
}

void check_geometry(const Dataset& dataset, const Geometry& geometry) {
  if (dataset.geometry == "as_given") return;
  const std::string fault = fault_of(dataset, geometry);
  check(fault.empty(), "section ", dataset.section, ": ", fault,
        "; mend them, or take them as they are with geometry = \"as_given\" of "
        "`dataset` (`uns/geometry` of another program's)");
}

void settle_geometry(Dataset& dataset, bool as_given) {
  const Geometry geometry = geometry_of(dataset);
  dataset.geometry = as_given                     ? "as_given"
                     : geometry.unchecked.empty() ? "checked"
                                                  : "not checked";
  check_geometry(dataset, geometry);
  if (!geometry.unchecked.empty()) {
    dataset.remarks.push_back(geometry.unchecked);
  }
  if (const std::string fault = fault_of(dataset, geometry); !fault.empty()) {
    dataset.remarks.push_back("taken as given: " + fault);
  }
  if (dataset.picture_width_px == 0) {
    dataset.remarks.push_back(
        "no picture: where its spots lie in one is not checked");
  }
}

}  // namespace moonstain
