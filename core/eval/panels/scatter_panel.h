#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/eval/panels/axis_words.h"

namespace moonstain {

/// Pairs above which a scatter is a density: more points hide each other.
inline constexpr std::size_t kMostPoints = 2000;

/// Pairs counted in equal bins between the least and largest of both sides.
struct Density {
  double x_low = 0;
  double x_high = 0;
  double y_low = 0;
  double y_high = 0;
  /// [rows][columns], the row of least y first; empty where points are drawn.
  std::vector<std::vector<std::int64_t>> counts;
};

/// The pairs of one item: as points, or as a density, never both.
struct ScatterItem {
  std::string name;            ///< "GNAS"
  std::int64_t n = 0;          ///< pairs with both values
  std::int64_t undefined = 0;  ///< pairs that lack one: not drawn
  double r = 0;                ///< Pearson's over the n pairs; NaN: undefined
  std::vector<double> x;       ///< [n], or empty
  std::vector<double> y;
  Density density;
};

/// Two values of the same units against each other, an item a chart.
struct ScatterPanel {
  std::string item;  ///< noun: "gene"
  std::string unit;  ///< noun of a pair: "spot"
  AxisWords x;
  AxisWords y;
  bool same_scale = false;  ///< both axes alike, with the line of equality
  std::vector<ScatterItem> items;
};

/// @param x,y    [pairs]; NaN where one has no value
/// @param digits decimal places that the panel keeps of a value
/// @throws Error on differing lengths
ScatterItem scatter_item(std::string name, const std::vector<double>& x,
                         const std::vector<double>& y, int digits = 5);

}  // namespace moonstain
