// Where values lie in the plane, a JSON line for each case and run; spatial.py
// puts the peers beside it.
//
//   spatial_bench XY.raw VALUES.raw TYPES.raw POINTS GENES CASE RUNS
//
// float64 positions, float32 values, int32 types. CASE is moran (4 nearest of a
// grid), near_moran (8 nearest), neighbours, l, all_pairs.
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/matrix.h"
#include "core/stats/spatial/all_pairs.h"
#include "core/stats/spatial/moran.h"
#include "core/stats/spatial/neighbour_correlation.h"
#include "core/stats/spatial/ripley.h"
#include "tools/bench/arrays.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

struct Cells {
  Points points;
  Matrix values;
  std::vector<std::int32_t> types;
};

// Sum of what a case finds, for the script to compare.
double found(const std::string& what, const Cells& cells,
             const SpatialWeights& grid) {
  if (what == "moran") return morans_i(cells.values, grid).index.sum();
  if (what == "near_moran") {
    const SpatialWeights near = nearest_weights(cells.points, 8);
    return morans_i(cells.values, row_standardised(near)).index.sum();
  }
  if (what == "neighbours") {
    return neighbour_correlation(cells.points, cells.values).correlation.sum();
  }
  if (what == "l") {
    const CrossL l = cross_l(cells.points, cells.types, 9, 50, 512);
    double sum = 0;
    for (int from = 0; from < 9; ++from) {
      for (int to = 0; to < 9; ++to) sum += l.mean_excess(from, to);
    }
    return sum;
  }
  check(what == "all_pairs", "spatial_bench: no case '", what, "'");
  return morans_i_all_pairs(cells.points, cells.values).sum();
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  using namespace moonstain;
  if (count != 8) {
    std::cerr << "usage: spatial_bench XY.raw VALUES.raw TYPES.raw POINTS "
                 "GENES CASE RUNS\n";
    return 2;
  }
  const auto points = static_cast<Eigen::Index>(std::stol(arguments[4]));
  const auto genes = static_cast<Eigen::Index>(std::stol(arguments[5]));
  Cells cells;
  cells.points = matrix_from<Points>(arguments[1], points, 2);
  cells.values = matrix_from<Matrix>(arguments[2], points, genes);
  cells.types = numbers_from<std::int32_t>(arguments[3],
                                           static_cast<std::size_t>(points));
  const std::string what = arguments[6];
  // The graph of a grid is given to the peer too.
  SpatialWeights grid;
  if (what == "moran") {
    // Neighbours at a distance of 1.
    for (Eigen::Index i = 0; i < points; ++i) {
      for (const Eigen::Index step : {-50, -1, 1, 50}) {
        const Eigen::Index j = i + step;
        if (j < 0 || j >= points) continue;
        if ((cells.points.row(i) - cells.points.row(j)).norm() != 1) continue;
        grid.columns.push_back(static_cast<std::int32_t>(j));
      }
      grid.row_starts.push_back(static_cast<std::int64_t>(grid.columns.size()));
    }
    grid.values.assign(grid.columns.size(), 1.0);
  }
  for (int i = 0; i < std::stoi(arguments[7]); ++i) {
    const Stopwatch watch;
    const double sum = found(what, cells, grid);
    const std::string times = json_members(watch.elapsed());
    std::cout << "{\"case\": \"" << what << "\", " << times
              << ", \"sum\": " << std::setprecision(12) << sum << "}\n";
  }
  return 0;
}
